namespace HiveFlow.Metering.Queueing;

/// <summary>
/// Counts the runs at work and keeps the queue, each operation atomic: in Redis, or in this process. A run takes its flow's place when it is
/// queued within its organization already, and waits outside of that queue while its flow has none: so nobody behind it is kept waiting by
/// its flow's limit. Organizations with a queued run and room for it stand in a ring and are served in turn.
/// </summary>
internal interface ISlotCounter
{
    /// <summary>Takes a slot where one is free and nobody comes first. Changes nothing otherwise.</summary>
    ValueTask<SlotOutcome> TakeAsync(RunSlot run, SlotLimits limits, bool mustQueue, long now, CancellationToken cancellationToken);

    /// <summary>Queues a run that has no slot and is not queued; gives the organization to be served next, empty for none.</summary>
    ValueTask<string> QueueAsync(RunSlot run, SlotLimits limits, double rank, CancellationToken cancellationToken);

    /// <summary>Gives back the slot, or the place in the queue; gives the organization to be served next, empty for none.</summary>
    ValueTask<string> ReleaseAsync(RunSlot run, int system, CancellationToken cancellationToken);

    /// <summary>Gives a run at work a slot whatever the limits, and notes that it was seen.</summary>
    ValueTask ConfirmAsync(RunSlot run, long now, CancellationToken cancellationToken);

    /// <summary>Gives the organization's first queued run a slot, if there is one for it, and says whom to serve next, empty for none.</summary>
    ValueTask<(RunSlot? Run, string Next)> NextAsync(string organization, int system, long now, CancellationToken cancellationToken);

    /// <summary>Whom to serve, empty for nobody.</summary>
    ValueTask<string> PeekAsync(int system, CancellationToken cancellationToken);

    /// <summary>How many of its organization are before it, and itself; 0 when it is not queued.</summary>
    ValueTask<long> PositionAsync(RunSlot run, CancellationToken cancellationToken);

    /// <summary>Which of the runs are queued.</summary>
    ValueTask<IReadOnlyList<bool>> AreQueuedAsync(IReadOnlyList<RunSlot> runs, CancellationToken cancellationToken);

    /// <summary>Runs that took their slot, or were seen at work, before then; the oldest first.</summary>
    ValueTask<IReadOnlyList<RunSlot>> SeenBeforeAsync(long before, int limit, CancellationToken cancellationToken);

    /// <summary>The counts.</summary>
    ValueTask<SlotCounts> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Says that all runs at work and all queued ones are counted.</summary>
    ValueTask MarkWholeAsync(CancellationToken cancellationToken);
}
