namespace HiveFlow.Live.Events;

/// <summary>The end of one run's log as this process knows it; whoever holds <see cref="Gate"/> may append.</summary>
internal sealed class RunTail
{
    /// <summary>Taken for the time of an append: numbers are given in the order of writing.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The last number given; -1 when it must be read from the store first.</summary>
    public long Last { get; set; } = -1;

    /// <summary>Whether the run's last event has been written: nothing comes after it.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Appends that are queued and not yet durable: until then the store's answer is behind this one.</summary>
    public int Pending;

    /// <summary>When it was last used, in the clock's timestamp units.</summary>
    public long UsedAt { get; set; }
}
