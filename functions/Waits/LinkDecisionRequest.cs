namespace HiveFlow.Functions.Waits;

/// <summary>Decides an approval by a mailed link.</summary>
/// <param name="Token">What the link carries behind its <c>#</c>.</param>
/// <param name="Decision"><c>approve</c> or <c>reject</c>.</param>
public sealed record LinkDecisionRequest(string Token, string Decision)
{
    /// <summary>What to say to it, at most 2,000 characters; later nodes can read it.</summary>
    public string? Comment { get; init; }
}
