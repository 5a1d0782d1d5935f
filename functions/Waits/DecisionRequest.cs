namespace HiveFlow.Functions.Waits;

/// <summary>An answer to an approval.</summary>
public sealed record DecisionRequest
{
    /// <summary>What to say to it, at most 2,000 characters; later nodes can read it.</summary>
    public string? Comment { get; init; }

    /// <summary>Which iteration of a loop; without it the first that is open.</summary>
    public int? Iteration { get; init; }
}
