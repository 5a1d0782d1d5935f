using System.Text.Json;

namespace HiveFlow.Processors.Agents;

/// <summary>A flow as an agent's tool.</summary>
/// <param name="Name">The flow's name.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="InputSchema">JSON Schema of what it takes; null where it does not say.</param>
public sealed record FlowTool(string Name, string Description, JsonElement? InputSchema);
