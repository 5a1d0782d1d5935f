using System.Runtime.InteropServices;

namespace HiveFlow.Engine.Dispatch;

/// <summary>
/// A fair queue with a bounded number of workers: an item is begun when fewer than the limit are under way, and fewer than its key's
/// share, so that long work of one key leaves room for the others.
/// </summary>
/// <param name="scheduler">Where items begin.</param>
/// <param name="limit">Items under way at most.</param>
/// <param name="share">Of these, items of one key at most; the empty key, which stands for many, has no such bound.</param>
internal sealed class WorkLine<T>(IEngineScheduler scheduler, int limit, int share)
    where T : class, IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private readonly FairQueue<T> waiting = new();
    private readonly Dictionary<string, int> underWayByKey = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int underWay;
    private bool isClosed;

    /// <summary>Items that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Items begun and not ended.</summary>
    public int UnderWay
    {
        get
        {
            lock (gate)
            {
                return underWay;
            }
        }
    }

    public void Add(string key, T item)
    {
        lock (gate)
        {
            if (isClosed || underWay >= limit || !MayHave(key))
            {
                waiting.Enqueue(key, item);
                return;
            }

            Count(key, 1);
        }

        scheduler.Queue(item);
    }

    /// <summary>Tells that an item of a key has ended; begins the next.</summary>
    public void Ended(string key)
    {
        T next;
        lock (gate)
        {
            Count(key, -1);
            if (isClosed || !waiting.TryDequeue(MayHave, out var nextKey, out next))
            {
                if (isClosed && underWay == 0)
                {
                    drained.TrySetResult();
                }

                return;
            }

            Count(nextKey, 1);
        }

        scheduler.Queue(next);
    }

    /// <summary>Begins nothing more; what waits is left to the next start. The task ends when nothing is under way.</summary>
    public Task Close()
    {
        lock (gate)
        {
            isClosed = true;
            if (underWay == 0)
            {
                drained.TrySetResult();
            }
        }

        return drained.Task;
    }

    private bool MayHave(string key) => key.Length == 0 || share >= limit || underWayByKey.GetValueOrDefault(key) < share;

    private void Count(string key, int change)
    {
        underWay += change;
        if (key.Length == 0 || share >= limit)
        {
            return;
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(underWayByKey, key, out _);
        count += change;
        if (count == 0)
        {
            underWayByKey.Remove(key);
        }
    }
}
