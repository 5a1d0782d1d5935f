using HiveFlow.Identity.Callers;

namespace HiveFlow.Identity.Throttling;

/// <summary>
/// Counts failures in a row by name and makes the next try wait, longer each time. A try counts as failed when it begins, so that
/// parallel tries are counted too; success takes it back. Bounded in memory, and kept by this instance alone.
/// </summary>
internal sealed class FailureDelays(TimeProvider clock)
{
    private const int Capacity = 100_000;
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(24);
    private readonly RecentEntries<string, Count> counts = new(Capacity);
    private readonly Lock gate = new();

    /// <summary>Begins a try. False when it must wait first.</summary>
    /// <param name="name">Whose tries are counted.</param>
    /// <param name="policy">How they are slowed down.</param>
    /// <param name="wait">How long, when it must.</param>
    public bool TryBegin(string name, FailurePolicy policy, out TimeSpan wait)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            var failures = 0;
            if (counts.TryGet(name, out var count) && now - count.LastAt < ForgottenAfter)
            {
                if (count.NextAt > now)
                {
                    wait = count.NextAt - now;
                    return false;
                }

                failures = count.Failures;
            }

            failures++;
            counts.Set(name, new Count(failures, now, now + policy.After(failures)));
            wait = TimeSpan.Zero;
            return true;
        }
    }

    /// <summary>Begins a try that counts under two names; when one of them must wait, it counts under neither.</summary>
    public bool TryBeginBoth((string Name, FailurePolicy Policy) first, (string Name, FailurePolicy Policy) second, out TimeSpan wait)
    {
        if (!TryBegin(first.Name, first.Policy, out wait))
        {
            return false;
        }

        if (TryBegin(second.Name, second.Policy, out wait))
        {
            return true;
        }

        TakeBack(first.Name);
        return false;
    }

    /// <summary>The try went well: nothing is held against the name any more.</summary>
    public void Reset(string name)
    {
        lock (gate)
        {
            counts.Remove(name);
        }
    }

    /// <summary>The try went well, but others of that name may have failed: only this one is taken back.</summary>
    public void TakeBack(string name)
    {
        lock (gate)
        {
            if (counts.TryGet(name, out var count))
            {
                counts.Set(name, count with { Failures = count.Failures - 1, NextAt = count.LastAt });
            }
        }
    }

    private sealed record Count(int Failures, DateTimeOffset LastAt, DateTimeOffset NextAt);
}
