using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Mcp;

/// <summary>
/// The official SDK's handler of Streamable HTTP, called by a function: the SDK brings it as a route of ASP.NET Core, and routes belong to
/// the functions host. It reads the message, checks it against the protocol's revision, and answers.
/// </summary>
public sealed class McpEndpoint
{
    private readonly Lazy<RequestDelegate> handler;

    /// <summary>Needs <see cref="McpEndpointServices.AddMcpEndpoint"/>.</summary>
    public McpEndpoint(IServiceProvider services) => handler = new Lazy<RequestDelegate>(() => HandlerOf(services));

    internal IResult Serve(DurableTaskClient client) => new McpAnswer(handler.Value, client);

    private static RequestDelegate HandlerOf(IServiceProvider services)
    {
        var routes = new SingleRoute(services);
        routes.MapMcp();
        return routes.DataSources.SelectMany(source => source.Endpoints).Single().RequestDelegate
            ?? throw new InvalidOperationException("The MCP SDK gives no handler.");
    }

    /// <summary>Takes the routes that a library maps, and leaves them out of the host's.</summary>
    private sealed class SingleRoute(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
