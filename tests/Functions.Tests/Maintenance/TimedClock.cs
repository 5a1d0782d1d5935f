using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Maintenance;

/// <summary>A clock that only the test moves, and that says when somebody waits by it.</summary>
internal sealed class TimedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> timers = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Of(dueTime).Release();
        return timer;
    }

    /// <summary>Moves on by that time, once somebody waits for so long.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await AwaitedAsync(time);
        Advance(time);
    }

    /// <summary>Ends when somebody waits for so long.</summary>
    public async Task AwaitedAsync(TimeSpan time) => Assert.True(await Of(time).WaitAsync(TimeSpan.FromSeconds(60)), $"Nobody waits for {time}.");

    private SemaphoreSlim Of(TimeSpan time) => timers.GetOrAdd(time, _ => new SemaphoreSlim(0));
}
