using System.Text.Json;

namespace HiveFlow.Functions.Flows;

/// <summary>A node after a change of it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Message">What was done.</param>
/// <param name="Version">The flow's version now.</param>
public sealed record NodeAnswer(JsonElement Node, string Message, long Version);
