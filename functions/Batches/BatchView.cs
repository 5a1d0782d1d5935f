using HiveFlow.Runs;
using HiveFlow.Runs.Batches;

namespace HiveFlow.Functions.Batches;

/// <summary>A batch as the API shows it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="FlowVersion">The flow's version that all of its runs run.</param>
/// <param name="Status">starting, running, ended or cancelled.</param>
/// <param name="Count">How many inputs it has.</param>
/// <param name="Counts">How its runs stand; absent in lists.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="Failure">Why the rest of its runs was not started.</param>
/// <param name="Refusal">Why the rest could not be started the last time; it is tried again each minute.</param>
public sealed record BatchView(
    string Id, string FlowId, long FlowVersion, string Status, int Count, BatchCounts? Counts, DateTimeOffset CreatedAt, RunFailure? Failure, RunFailure? Refusal)
{
    internal static BatchView Of(RunBatch batch, BatchTally? tally) =>
        new(batch.Id, batch.FlowId, batch.FlowVersion, StatusOf(batch, tally), batch.Count, tally is null ? null : Counted(batch, tally), batch.CreatedAt, batch.Failure, batch.Refusal);

    // The record learns of the last run's end within a minute, the counts at once.
    private static string StatusOf(RunBatch batch, BatchTally? tally) =>
        batch.Status == BatchStatus.Running && tally?.Completed + tally?.Failed + tally?.Cancelled >= batch.Made
            ? BatchStatus.Ended
            : batch.Status;

    private static BatchCounts Counted(RunBatch batch, BatchTally tally)
    {
        // The record is behind what is made at this moment.
        var made = Math.Max(batch.Made, tally.Completed + tally.Failed + tally.Cancelled);
        return new BatchCounts(
            batch.Count - made, made - tally.Completed - tally.Failed - tally.Cancelled, tally.Completed, tally.Failed, tally.Cancelled);
    }
}
