using System.Text.Json;

namespace HiveFlow.Llm.Conversations;

/// <summary>A tool that a model may ask for.</summary>
/// <param name="Name">1 to 64 letters, digits, <c>_</c> and <c>-</c>: what all providers take.</param>
/// <param name="Description">What it does, for the model; null for nothing.</param>
/// <param name="Parameters">JSON Schema of its arguments, an object's.</param>
public sealed record LlmTool(string Name, string? Description, JsonElement Parameters);
