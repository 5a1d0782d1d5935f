using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Vault.Tests.Credentials;

/// <summary>A real HTTP server on loopback whose answers a test decides.</summary>
internal sealed class TokenServerStandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    private TokenServerStandIn(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public string Authority => new Uri(Address).Authority;

    /// <summary>Authorization header and form of each request, in order.</summary>
    public ConcurrentQueue<(string Authorization, Dictionary<string, string> Form)> Requests { get; } = new();

    /// <summary>Gives status and body.</summary>
    public Func<Dictionary<string, string>, (int Status, string Body)> Answer { get; set; } = _ => (500, "{}");

    public static async Task<TokenServerStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new TokenServerStandIn(builder.Build());
        server.app.Run(server.ServeAsync);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString())
            : [];
        Requests.Enqueue((context.Request.Headers.Authorization.ToString(), form));
        var (status, body) = Answer(form);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }
}
