using System.Text.Json;

namespace HiveFlow.Processors.Agents;

/// <summary>A tool of an agent.</summary>
/// <param name="Name">What the model calls it: 1 to 64 letters, digits, <c>_</c> and <c>-</c>.</param>
/// <param name="Kind">http, code or mcp.</param>
/// <param name="Description">For the model.</param>
/// <param name="Parameters">JSON Schema of its arguments.</param>
/// <param name="Settings">What it is made of, as the node says it.</param>
internal sealed record AgentTool(string Name, string Kind, string? Description, JsonElement Parameters, JsonElement Settings);
