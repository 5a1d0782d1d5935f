namespace HiveFlow.Engine.Dispatch;

/// <summary>
/// A fair queue with a bounded number of workers: an item is begun when fewer than the limit are under way.
/// </summary>
/// <param name="scheduler">Where items begin.</param>
/// <param name="limit">Items under way at most.</param>
internal sealed class WorkLine<T>(IEngineScheduler scheduler, int limit)
    where T : class, IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private readonly FairQueue<T> waiting = new();
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
            if (isClosed || underWay >= limit)
            {
                waiting.Enqueue(key, item);
                return;
            }

            underWay++;
        }

        scheduler.Queue(item);
    }

    /// <summary>Tells that an item has ended; begins the next.</summary>
    public void Ended()
    {
        T next;
        lock (gate)
        {
            if (isClosed || !waiting.TryDequeue(out next))
            {
                underWay--;
                if (isClosed && underWay == 0)
                {
                    drained.TrySetResult();
                }

                return;
            }
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
}
