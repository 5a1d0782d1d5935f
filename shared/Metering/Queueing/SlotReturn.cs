namespace HiveFlow.Metering.Queueing;

/// <summary>A slot, or a place in the queue, that is given back together with credits; see <see cref="RunSlots.ReturnOf"/>.</summary>
public sealed class SlotReturn
{
    private readonly RunSlots slots;

    internal SlotReturn(RunSlots slots, RunSlot run, int system) => (this.slots, Run, System) = (slots, run, system);

    /// <summary>Whose.</summary>
    public RunSlot Run { get; }

    /// <summary>How many runs may be at work.</summary>
    internal int System { get; }

    /// <summary>Gives it back alone.</summary>
    internal ValueTask GiveBackAsync() => slots.ReleaseAsync(Run);

    /// <summary>It was given back, and this organization is to be served next; empty for none.</summary>
    internal void Next(string organization) => slots.Note(organization);
}
