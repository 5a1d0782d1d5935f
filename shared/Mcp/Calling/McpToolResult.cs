using System.Text.Json;

namespace HiveFlow.Mcp.Calling;

/// <summary>What a tool gave back, free of the credential's secrets. Written by the server: data, never an instruction or a template.</summary>
/// <param name="Content">The content blocks, an array of <c>{type, …}</c> as the specification has them.</param>
/// <param name="StructuredContent">The structured result; null when there is none.</param>
/// <param name="Text">The texts among the content, each on lines of its own.</param>
/// <param name="IsError">Whether the tool says that it failed.</param>
public sealed record McpToolResult(JsonElement Content, JsonElement? StructuredContent, string Text, bool IsError);
