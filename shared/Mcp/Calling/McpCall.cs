using System.Text.Json;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Mcp.Calling;

/// <summary>A call of a tool.</summary>
/// <param name="Tenant">The organization whose server it is.</param>
/// <param name="ActsFor">The person whose right to the server's credential counts; null has none.</param>
/// <param name="Server">The server's id or name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">An object.</param>
public sealed record McpCall(Tenant Tenant, string? ActsFor, string Server, string Tool, JsonElement Arguments)
{
    /// <summary>Goes along as <c>Idempotency-Key</c>; the same at every repetition. Null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>For everything together; null takes <see cref="McpOptions.Timeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }
}
