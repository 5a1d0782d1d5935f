using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>A service that is away at the first call and answers all others.</summary>
public sealed class FlakyService
{
    private readonly ConcurrentQueue<string> keys = new();

    /// <summary>Where it is.</summary>
    public Uri Address { get; set; } = null!;

    /// <summary>The Idempotency-Key of each call.</summary>
    public IReadOnlyCollection<string> Keys => keys;

    public void Map(WebApplication app) => app.MapPost("/order", (HttpRequest request) =>
    {
        keys.Enqueue(request.Headers["Idempotency-Key"].ToString());
        return keys.Count == 1 ? Results.StatusCode(503) : Results.Json(new { taken = true });
    });
}
