namespace HiveFlow.Functions.Batches;

/// <summary>How the runs of a batch stand.</summary>
/// <param name="Pending">Inputs without a run so far.</param>
/// <param name="Active">Runs that have not ended: queued, running or waiting.</param>
/// <param name="Completed">Runs that completed.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Cancelled">Runs that were cancelled.</param>
public sealed record BatchCounts(long Pending, long Active, long Completed, long Failed, long Cancelled);
