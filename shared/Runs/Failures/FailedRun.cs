using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Failures;

/// <summary>
/// A run that failed and that nobody has seen to: neither tried again nor dismissed. Under the run's id, written by the write that ends it. Runs
/// that other runs started have none (the one above fails), nor have tests of nodes.
/// </summary>
/// <param name="FlowId">Its flow.</param>
/// <param name="FailedAt">When it failed.</param>
public sealed record FailedRun(string FlowId, DateTimeOffset FailedAt)
{
    /// <summary>All, and those of a flow, the latest first.</summary>
    public static readonly Collection<FailedRun> Collection = new Collection<FailedRun>("failed_runs", RunsJson.Default.FailedRun)
        .WithIndex("failed", ("failedAt", failed => failed.FailedAt))
        .WithIndex("flow", ("flowId", failed => failed.FlowId), ("failedAt", failed => failed.FailedAt))
        .WithExpiry(failed => failed.FailedAt + Kept);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
}
