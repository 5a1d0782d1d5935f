namespace HiveFlow.Orchestrations.DryRuns;

/// <summary>What a run of a flow would do.</summary>
/// <param name="Steps">In the order in which they would run, then what would be skipped.</param>
/// <param name="Cost">What it may cost; null where use costs nothing.</param>
public sealed record DryRun(IReadOnlyList<DryStep> Steps, DryCost? Cost);
