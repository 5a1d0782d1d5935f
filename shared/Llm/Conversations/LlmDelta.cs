namespace HiveFlow.Llm.Conversations;

/// <summary>A piece of an answer while it is being written: of its text, or of a call of a tool.</summary>
public sealed record LlmDelta
{
    /// <summary>A piece of text; null for a piece of a call.</summary>
    public string? Text { get; init; }

    /// <summary>Which of the answer's calls, from 0; -1 for text.</summary>
    public int Call { get; init; } = -1;

    /// <summary>The call's id, in its first piece.</summary>
    public string? Id { get; init; }

    /// <summary>The tool's name, in the call's first piece.</summary>
    public string? Name { get; init; }

    /// <summary>A piece of the arguments' JSON.</summary>
    public string? Arguments { get; init; }
}
