namespace HiveFlow.Llm.Conversations;

/// <summary>The rules about asking for tools.</summary>
public enum ToolChoiceKind
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>Some tool.</summary>
    Any,

    /// <summary>The named tool.</summary>
    One,

    /// <summary>No tool.</summary>
    None,
}
