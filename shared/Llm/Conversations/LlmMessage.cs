namespace HiveFlow.Llm.Conversations;

/// <summary>A turn of a conversation.</summary>
/// <param name="Role">Who says it.</param>
/// <param name="Parts">What is said, in order.</param>
public sealed record LlmMessage(LlmRole Role, IReadOnlyList<LlmPart> Parts)
{
    /// <summary>A text by whoever asks.</summary>
    public static LlmMessage User(string text) => new(LlmRole.User, [new TextPart(text)]);

    /// <summary>A text by the model.</summary>
    public static LlmMessage Assistant(string text) => new(LlmRole.Assistant, [new TextPart(text)]);
}
