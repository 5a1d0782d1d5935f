namespace HiveFlow.Engine.Simulation;

/// <summary>A clock that goes where the simulation wants it, back as well.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private readonly List<SimulatedTimer> timers = [];
    private DateTimeOffset now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        timers.Add(timer);
        return timer;
    }

    /// <summary>When the next timer is due; null when none is.</summary>
    public DateTimeOffset? Next => timers.Min(timer => timer.Due);

    /// <summary>Moves the clock and fires what is due.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        now = time;
        while (timers.Where(timer => timer.Due <= now).MinBy(timer => timer.Due) is { } due)
        {
            due.Fire();
        }
    }

    /// <summary>All timers of a process that died.</summary>
    public void Forget() => timers.Clear();

    private sealed class SimulatedTimer(SimulatedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan interval;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
            interval = period;
            return true;
        }

        public void Fire()
        {
            Due = interval > TimeSpan.Zero ? clock.now + interval : null;
            callback(state);
        }

        public void Dispose()
        {
            Due = null;
            clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
