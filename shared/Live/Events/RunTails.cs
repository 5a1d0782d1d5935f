using System.Collections.Concurrent;

namespace HiveFlow.Live.Events;

/// <summary>The tails of runs at work here, bounded: idle ones are forgotten and read from the store again when needed.</summary>
internal sealed class RunTails(TimeProvider clock)
{
    private const int TrimAbove = 20_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, RunTail> tails = new(StringComparer.Ordinal);
    private int trimming;

    public RunTail Get(string runId)
    {
        var tail = tails.GetOrAdd(runId, static _ => new RunTail());
        tail.UsedAt = clock.GetTimestamp();
        if (tails.Count > TrimAbove && Interlocked.Exchange(ref trimming, 1) == 0)
        {
            Trim();
            Volatile.Write(ref trimming, 0);
        }

        return tail;
    }

    public void Forget(string runId) => tails.TryRemove(runId, out _);

    private void Trim()
    {
        foreach (var (runId, tail) in tails)
        {
            if (Volatile.Read(ref tail.Pending) == 0
                && clock.GetElapsedTime(tail.UsedAt) > Idle
                && tail.Gate.CurrentCount == 1)
            {
                tails.TryRemove(new KeyValuePair<string, RunTail>(runId, tail));
            }
        }
    }
}
