namespace HiveFlow.Llm.Conversations;

/// <summary>Who says a message.</summary>
public enum LlmRole
{
    /// <summary>Whoever asks; results of tools come from here too.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}
