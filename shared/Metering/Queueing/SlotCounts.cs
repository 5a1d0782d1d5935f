namespace HiveFlow.Metering.Queueing;

/// <summary>What is counted over all organizations.</summary>
/// <param name="AtWork">Runs that have a slot.</param>
/// <param name="Queued">Runs that wait for one.</param>
/// <param name="IsWhole">False when the counts were lost and are not yet made anew from the runs' records.</param>
public sealed record SlotCounts(long AtWork, long Queued, bool IsWhole);
