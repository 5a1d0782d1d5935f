using System.Text.Json;

namespace HiveFlow.Processors;

/// <summary>The answer of a flow to whoever waits for it.</summary>
/// <param name="Status">HTTP status, 200 to 599.</param>
/// <param name="Headers">Allowed response headers by name.</param>
/// <param name="Body">Any JSON; a string goes out as text.</param>
public sealed record RunReply(int Status, IReadOnlyDictionary<string, string> Headers, JsonElement Body);
