using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Tests.Sandbox;

/// <summary>
/// Stands in for E2B's control plane: sandboxes are made, listed and killed, and no code in them ever ends, or it fails at once.
/// </summary>
internal sealed class CodeServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, JsonNode> sandboxes = new();
    private readonly TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int made;

    private CodeServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v2/sandboxes", CreateAsync);
        app.MapGet("/v2/sandboxes", List);
        app.MapDelete("/sandboxes/{id}", (string id) => IsBroken ? Results.StatusCode(503) : sandboxes.TryRemove(id, out _) ? Results.NoContent() : Results.NotFound());
        app.MapFallback(WorkAsync);
    }

    public string Address => app.Urls.Single();

    /// <summary>Whether code fails at once and nothing can be killed.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Ends when code was to run.</summary>
    public Task Called => called.Task;

    /// <summary>Ends when somebody has seen what there is.</summary>
    public Task Listed => listed.Task;

    /// <summary>What is there, by id.</summary>
    public IReadOnlyDictionary<string, JsonNode> Sandboxes => sandboxes;

    public static async Task<CodeServer> StartAsync()
    {
        var server = new CodeServer();
        await server.app.StartAsync();
        return server;
    }

    /// <summary>What a host is told to use it.</summary>
    public Dictionary<string, string?> Settings(string separator) => new()
    {
        [$"HiveFlow{separator}Sandbox{separator}E2B{separator}ApiKey"] = "e2b_key",
        [$"HiveFlow{separator}Sandbox{separator}E2B{separator}ApiUrl"] = Address,
        [$"HiveFlow{separator}Sandbox{separator}E2B{separator}SandboxUrl"] = Address,
    };

    /// <summary>A sandbox with these labels, as another deployment or instance makes it.</summary>
    public void Add(string id, JsonObject metadata) => sandboxes[id] = metadata;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> CreateAsync(HttpRequest request)
    {
        var body = (await JsonSerializer.DeserializeAsync<JsonNode>(request.Body))!;
        var id = $"i{Interlocked.Increment(ref made)}";
        sandboxes[id] = body["metadata"]!.DeepClone();
        return Results.Text(new JsonObject { ["sandboxID"] = id, ["envdAccessToken"] = "agent" }.ToJsonString(), "application/json", statusCode: 201);
    }

    private IResult List()
    {
        JsonArray all = [.. sandboxes.Select(one => new JsonObject { ["sandboxID"] = one.Key, ["metadata"] = one.Value.DeepClone() })];
        listed.TrySetResult();
        return Results.Text(all.ToJsonString(), "application/json");
    }

    private async Task WorkAsync(HttpContext context)
    {
        called.TrySetResult();
        if (IsBroken)
        {
            context.Response.StatusCode = 500;
            return;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
