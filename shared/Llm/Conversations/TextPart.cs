namespace HiveFlow.Llm.Conversations;

/// <summary>Text.</summary>
/// <param name="Text">Any.</param>
public sealed record TextPart(string Text) : LlmPart;
