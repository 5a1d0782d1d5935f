using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Mcp;

/// <summary>Composition of HiveFlow's own MCP server.</summary>
public static class McpEndpointServices
{
    private const string Instructions =
        "HiveFlow runs workflows (flows). list_flows finds them, get_flow shows one, run_flow runs one and waits for its result, create_flow makes one as a draft, "
        + "set_flow_state switches its triggers, docs has the API. Published flows are tools of their own.";

    /// <summary>Adds the SDK's server, without sessions, whose tools are those of the caller of each message.</summary>
    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<McpEndpoint>();
        services.TryAddSingleton<FlowTools>();
        services.TryAddSingleton<RunTools>();
        services.TryAddSingleton<PublishedFlows>();
        services.TryAddSingleton<Toolbox>();

        // Its own lines hold names that clients send, at levels that are not theirs to choose; failures of ours are told by the toolbox.
        services.Configure<LoggerFilterOptions>(static filter => filter.AddFilter("ModelContextProtocol", LogLevel.Critical));
        services
            .AddMcpServer(server =>
            {
                server.ServerInfo = new Implementation { Name = "hiveflow", Title = "HiveFlow", Version = typeof(McpEndpoint).Assembly.GetName().Version!.ToString(3) };
                server.ServerInstructions = Instructions;
            })
            .WithHttpTransport(transport =>
            {
                transport.SessionMode = HttpServerSessionMode.Stateless;
                transport.ConfigureSessionOptions = static (http, server, _) =>
                {
                    var turn = http.Features.Get<McpTurn>() ?? throw new InvalidOperationException("The message did not come through its function.");
                    var tools = http.RequestServices.GetRequiredService<Toolbox>();
                    server.Handlers.ListToolsHandler = (list, cancellationToken) => tools.ListAsync(turn, list.Params?.Cursor, cancellationToken);
                    server.Handlers.CallToolHandler = (call, cancellationToken) => tools.CallAsync(turn, call.Params, cancellationToken);
                    return Task.CompletedTask;
                };
            });
        return services;
    }
}
