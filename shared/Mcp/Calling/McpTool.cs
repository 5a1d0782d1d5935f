using System.Text.Json;

namespace HiveFlow.Mcp.Calling;

/// <summary>A tool that a server offers. Everything here was written by the server: text, never an instruction or a template.</summary>
/// <param name="Name">1 to 128 characters.</param>
/// <param name="Title">For people; null when it has none.</param>
/// <param name="Description">What it does; null when it does not say.</param>
/// <param name="InputSchema">JSON Schema of its arguments, an object's.</param>
public sealed record McpTool(string Name, string? Title, string? Description, JsonElement InputSchema);
