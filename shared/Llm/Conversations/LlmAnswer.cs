namespace HiveFlow.Llm.Conversations;

/// <summary>What a model answered.</summary>
/// <param name="Text">Its text; empty when it gave none.</param>
/// <param name="Model">The model as the provider names it.</param>
/// <param name="StopReason">Why it stopped, in the provider's words; null when unsaid.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
public sealed record LlmAnswer(string Text, string Model, string? StopReason, long InputTokens, long OutputTokens)
{
    /// <summary>The tools it asks for, in order.</summary>
    public IReadOnlyList<ToolCallPart> ToolCalls { get; init; } = [];
}
