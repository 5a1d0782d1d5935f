using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.EndToEnd.Credentials;

/// <summary>A careless API: it repeats what it was sent, in several encodings, on success and on failure. Gives tokens too.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string token;

    private EchoServer(WebApplication app, string token)
    {
        this.app = app;
        this.token = token;
    }

    public string Address => app.Urls.First();

    public string Authority => new Uri(Address).Authority;

    /// <summary>Everything it was sent, head and body.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    public static async Task<EchoServer> StartAsync(string token)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new EchoServer(builder.Build(), token);
        server.app.Run(server.ServeAsync);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    /// <summary>An MCP server that repeats what it was sent: in its tools, in results, in refusals.</summary>
    private static string McpAnswer(string body, string head)
    {
        var request = JsonNode.Parse(body)!;
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone() };
        switch ((string?)request["method"])
        {
            case "initialize":
                answer["result"] = JsonNode.Parse("""{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"echo","version":"1"}}""");
                break;
            case "tools/list":
                answer["result"] = new JsonObject
                {
                    ["tools"] = new JsonArray(new JsonObject { ["name"] = "say", ["description"] = head, ["inputSchema"] = new JsonObject { ["type"] = "object", ["title"] = head } }),
                };
                break;
            case "tools/call" when (string?)request["params"]!["name"] != "refused":
                answer["result"] = new JsonObject
                {
                    ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = head }),
                    ["structuredContent"] = new JsonObject { [head] = Convert.ToBase64String(Encoding.UTF8.GetBytes(head)) },
                    ["isError"] = (string?)request["params"]!["name"] == "failing",
                };
                break;
            default:
                answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = head };
                break;
        }

        return answer.ToJsonString();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var head = string.Join('\n', context.Request.Headers.Select(h => $"{h.Key}: {h.Value}"));
        Received.Enqueue($"{head}\n\n{body}");
        switch (context.Request.Path.Value)
        {
            case "/token":
                await context.Response.WriteAsJsonAsync(new { access_token = token, token_type = "Bearer", expires_in = 3600 });
                return;
            case "/away":
                context.Response.Redirect(Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/seen");
                return;
            case "/mcp":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(McpAnswer(body, head));
                return;
        }

        var echo = JsonSerializer.Serialize(new
        {
            head,
            headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()),
            base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + head)),
            escaped = Uri.EscapeDataString(head),
            twice = JsonSerializer.Serialize(head),
            hex = Convert.ToHexString(Encoding.UTF8.GetBytes(head)),
            // Beyond 16 KiB an output is a file.
            filler = new string('x', context.Request.Path == "/large" ? 40_000 : 10),
        });
        context.Response.StatusCode = context.Request.Path == "/fail" ? 418 : 200;
        context.Response.Headers["X-Echo"] = context.Request.Headers.Authorization.ToString() + context.Request.Headers["X-Api-Key"];
        context.Response.ContentType = context.Request.Path == "/text" ? "text/plain" : "application/json";
        await context.Response.WriteAsync(context.Request.Path == "/text" ? $"not json {head}" : echo);
    }
}
