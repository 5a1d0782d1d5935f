namespace HiveFlow.Functions.Health;

/// <summary>How one dependency is.</summary>
/// <param name="Name"><c>documents</c>, <c>engine</c>, <c>files</c> or <c>redis</c>.</param>
/// <param name="Status"><c>ok</c>, <c>away</c>, or <c>off</c> where none is configured.</param>
/// <param name="IsNeeded">Whether nothing works without it.</param>
/// <param name="LatencyMs">How long it took to answer, in milliseconds.</param>
internal sealed record DependencyState(string Name, string Status, bool IsNeeded, double LatencyMs)
{
    /// <summary>Why it is away, in one sentence, where that is known: <c>The disk is full.</c></summary>
    public string? Reason { get; init; }
}
