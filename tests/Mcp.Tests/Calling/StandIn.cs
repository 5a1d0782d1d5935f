using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HiveFlow.Mcp.Tests.Calling;

/// <summary>A server on loopback: a real one by the official SDK, or whatever a test answers.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    private StandIn(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single() + "/mcp";

    /// <summary>As <c>HiveFlow:Outgoing:Allow</c> and host bindings take it.</summary>
    public string Host => new Uri(app.Urls.Single()).Authority;

    public ConcurrentQueue<IHeaderDictionary> Requests { get; } = new();

    public static async Task<StandIn> StartAsync(RequestDelegate answer)
    {
        var server = Make(_ => { });
        server.app.Run(answer);
        await server.app.StartAsync();
        return server;
    }

    public static Task<StandIn> StartAsync(int status, string contentType, string body) => StartAsync(http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        return http.Response.WriteAsync(body, http.RequestAborted);
    });

    /// <summary>Tools echo (text and structured), fail, headers (what came along) and slow (never ends).</summary>
    public static async Task<StandIn> StartRealAsync(HttpServerSessionMode mode = HttpServerSessionMode.Stateless, IReadOnlyList<McpServerTool>? tools = null)
    {
        var server = Make(services => services
            .AddMcpServer()
            .WithHttpTransport(transport => transport.SessionMode = mode)
            .WithTools(tools ?? [])
            .WithListToolsHandler((_, _) => ValueTask.FromResult(new ListToolsResult
            {
                Tools =
                [
                    new Tool { Name = "echo", Description = "Says it again.", InputSchema = McpFixture.Json("""{"type":"object","properties":{"text":{"type":"string"}}}""") },
                    new Tool { Name = "fail", Description = "Fails.", InputSchema = McpFixture.Json("""{"type":"object"}""") },
                ],
            }))
            .WithCallToolHandler(async (request, cancellationToken) =>
            {
                switch (request.Params.Name)
                {
                    case "echo":
                        var text = request.Params.Arguments!["text"].GetString()!;
                        return new CallToolResult
                        {
                            Content = [new TextContentBlock { Text = text }, new TextContentBlock { Text = "again" }],
                            StructuredContent = McpFixture.Json($$"""{"said":"{{text}}"}"""),
                        };
                    case "fail":
                        return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "No such\nticket." }] };
                    case "headers":
                        var headers = request.Services!.GetRequiredService<IHttpContextAccessor>().HttpContext!.Request.Headers;
                        return new CallToolResult { Content = [new TextContentBlock { Text = $"{headers.Authorization} {headers["Idempotency-Key"]}" }] };
                    case "slow":
                        await Task.Delay(Timeout.Infinite, cancellationToken);
                        return new CallToolResult();
                    default:
                        throw new ModelContextProtocol.McpProtocolException("There is no such tool.", ModelContextProtocol.McpErrorCode.InvalidParams);
                }
            }));
        server.app.MapMcp("/mcp");
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static StandIn Make(Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpContextAccessor();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        add(builder.Services);
        var app = builder.Build();
        var server = new StandIn(app);
        app.Use(async (http, next) =>
        {
            server.Requests.Enqueue(new HeaderDictionary(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
            await next(http);
        });
        return server;
    }
}
