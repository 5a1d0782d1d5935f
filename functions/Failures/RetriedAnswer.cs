namespace HiveFlow.Functions.Failures;

/// <summary>What became of failed runs that were to be tried again.</summary>
/// <param name="Runs">One for each.</param>
/// <param name="NextCursor">Given to the next call, it goes on with older ones; null when there are none.</param>
public sealed record RetriedAnswer(IReadOnlyList<RetriedView> Runs, string? NextCursor);
