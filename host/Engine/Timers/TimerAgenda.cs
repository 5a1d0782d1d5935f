namespace HiveFlow.Engine.Timers;

/// <summary>
/// The near future: who is to be woken when, in one heap with one timer of the clock. What lies beyond the horizon is read from the
/// store when its time comes near.
/// </summary>
internal sealed class TimerAgenda : IDisposable
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<(string Id, long Seq, long Due), long> heap = new();
    private readonly TimeProvider time;
    private readonly Action<string, long, long> wake;
    private readonly ITimer timer;
    private long armedFor = long.MaxValue;
    private bool isClosed;

    /// <param name="time">The clock.</param>
    /// <param name="wake">Told an instance's id, its number and the due time (UTC ticks) of each entry that is due.</param>
    public TimerAgenda(TimeProvider time, Action<string, long, long> wake)
    {
        this.time = time;
        this.wake = wake;
        timer = time.CreateTimer(static state => ((TimerAgenda)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (gate)
            {
                return heap.Count;
            }
        }
    }

    public void Add(string id, long seq, long due)
    {
        lock (gate)
        {
            if (!isClosed)
            {
                heap.Enqueue((id, seq, due), due);
                Arm();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            heap.Clear();
        }

        timer.Dispose();
    }

    private void Fire()
    {
        List<(string Id, long Seq, long Due)>? due = null;
        lock (gate)
        {
            armedFor = long.MaxValue;
            var now = time.GetUtcNow().UtcTicks;
            while (heap.TryPeek(out var next, out var at) && at <= now)
            {
                heap.Dequeue();
                (due ??= []).Add(next);
            }

            Arm();
        }

        foreach (var (id, seq, at) in due ?? [])
        {
            wake(id, seq, at);
        }
    }

    private void Arm()
    {
        if (isClosed || !heap.TryPeek(out _, out var first) || first >= armedFor)
        {
            return;
        }

        armedFor = first;
        var delay = TimeSpan.FromTicks(Math.Clamp(first - time.GetUtcNow().UtcTicks, 0, TimeSpan.TicksPerDay));

        // A clock of milliseconds would fire early by the rest of one.
        timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }
}
