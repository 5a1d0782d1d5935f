namespace HiveFlow.Runs.Batches;

/// <summary>How many runs of a batch have ended, and how.</summary>
/// <param name="Completed">Runs that completed.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Cancelled">Runs that were cancelled.</param>
public sealed record BatchTally(long Completed, long Failed, long Cancelled)
{
    /// <summary>All that have ended.</summary>
    internal long Ended => Completed + Failed + Cancelled;
}
