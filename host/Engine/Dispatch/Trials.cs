using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;

namespace HiveFlow.Engine.Dispatch;

/// <summary>
/// Instances that may have killed the process: after two deaths in a row without a turn of theirs they run one at a time, each
/// remembered as the one before it begins. So the one that kills is found, and the others go on.
/// </summary>
internal sealed class Trials : IDisposable
{
    private const int SuspectFrom = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Queue<(string Id, long Seq)> waiting = new();
    private readonly HashSet<long> admitted = [];
    private readonly HashSet<long> queued = [];
    private readonly EngineParts parts;
    private readonly InstanceTable table;
    private readonly ITimer timer;
    private long current;

    public Trials(EngineParts parts, InstanceTable table)
    {
        this.parts = parts;
        this.table = table;
        timer = parts.Time.CreateTimer(
            static state => ((Trials)state!).Passed(0), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Why an instance is not run any more; null while it is.</summary>
    public static Failure? Verdict(EngineOptions options, InstanceState state) => state.Trials < options.MaxAttempts
        ? null
        : new Failure("InstanceParked", $"The process died {state.Trials} times while it ran this instance alone, so it was taken out of the way.");

    /// <summary>Whether the instance has to wait until it is tried.</summary>
    public bool IsSuspect(LiveInstance live)
    {
        if (live.Stored is not { Deaths: >= SuspectFrom } stored || Verdict(parts.Options, stored) is not null)
        {
            return false;
        }

        lock (gate)
        {
            return !admitted.Contains(live.Row!.Seq);
        }
    }

    public void Add(string id, long seq)
    {
        lock (gate)
        {
            if (!queued.Add(seq))
            {
                return;
            }

            waiting.Enqueue((id, seq));
        }

        Begin();
    }

    /// <summary>An instance has had its turn, or (0) the one on trial has run long enough without killing.</summary>
    public void Passed(long seq)
    {
        bool isLast;
        lock (gate)
        {
            if (current == 0 || (seq != 0 && seq != current))
            {
                return;
            }

            current = 0;
            isLast = waiting.Count == 0;
        }

        if (isLast && seq == 0)
        {
            _ = AcquitAsync();
        }

        Begin();
    }

    public void Dispose() => timer.Dispose();

    private void Begin()
    {
        (string Id, long Seq) next;
        lock (gate)
        {
            if (current != 0 || !waiting.TryDequeue(out next))
            {
                return;
            }

            current = next.Seq;
            queued.Remove(next.Seq);
        }

        _ = TryAsync(next.Id, next.Seq);
    }

    /// <summary>It has run long enough: a later death is not on its account.</summary>
    private async Task AcquitAsync()
    {
        try
        {
            await parts.Store.TryAloneAsync(0);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Its next turn says the same.
        }
    }

    private async Task TryAsync(string id, long seq)
    {
        try
        {
            await parts.Store.TryAloneAsync(seq);
            lock (gate)
            {
                admitted.Add(seq);
            }

            timer.Change(Longest, Timeout.InfiniteTimeSpan);
            table.Deliver(id, seq, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The store is away: the timer brings the next, and this one when something wakes it.
            timer.Change(Longest, Timeout.InfiniteTimeSpan);
        }
    }
}
