namespace HiveFlow.Functions.Waits;

/// <summary>An answer to an approval.</summary>
public sealed record DecisionRequest
{
    /// <summary>What to say to it, at most 2,000 characters; later nodes can read it.</summary>
    public string? Comment { get; init; }

    /// <summary>Which item of a loop, as the waits name it (7, or 2.5 in nested loops); needed only where several of the node's approvals are open.</summary>
    public string? Iteration { get; init; }
}
