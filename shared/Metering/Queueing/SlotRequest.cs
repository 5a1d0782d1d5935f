namespace HiveFlow.Metering.Queueing;

/// <summary>A slot that is asked for, by itself or together with the credits that the run needs; see <see cref="RunSlots.RequestOf"/>.</summary>
public sealed class SlotRequest
{
    private readonly RunSlots slots;

    internal SlotRequest(RunSlots slots, RunSlot run, SlotLimits limits, bool mustQueue, long now) =>
        (this.slots, Run, Limits, MustQueue, Now) = (slots, run, limits, mustQueue, now);

    /// <summary>For whom.</summary>
    public RunSlot Run { get; }

    internal SlotLimits Limits { get; }

    internal bool MustQueue { get; }

    internal long Now { get; }

    internal ValueTask<SlotOutcome> TakeAsync(CancellationToken cancellationToken) => slots.TakeAsync(this, cancellationToken);

    internal ValueTask GiveBackAsync() => slots.ReleaseAsync(Run);
}
