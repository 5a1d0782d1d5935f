namespace HiveFlow.Llm.Conversations;

/// <summary>A piece of a message: <see cref="TextPart"/>, <see cref="ImagePart"/>, <see cref="ToolCallPart"/> or <see cref="ToolResultPart"/>.</summary>
public abstract record LlmPart;
