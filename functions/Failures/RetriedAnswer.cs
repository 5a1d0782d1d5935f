namespace HiveFlow.Functions.Failures;

/// <summary>What became of failed runs that were to be tried again.</summary>
/// <param name="Runs">One for each.</param>
public sealed record RetriedAnswer(IReadOnlyList<RetriedView> Runs);
