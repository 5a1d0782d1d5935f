namespace HiveFlow.Llm.Conversations;

/// <summary>What a tool gave back.</summary>
/// <param name="CallId">The <see cref="ToolCallPart.Id"/> it answers.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Text">The result as text, usually JSON.</param>
/// <param name="IsError">Whether the tool failed.</param>
public sealed record ToolResultPart(string CallId, string Name, string Text, bool IsError) : LlmPart;
