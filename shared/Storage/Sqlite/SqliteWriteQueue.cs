namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// Many submitters, one writer, strict order. Holds <paramref name="capacity"/> batches; who asks for a place beyond that waits
/// until one is free, and far beyond it batches are refused, so that memory stays bounded.
/// </summary>
internal sealed class SqliteWriteQueue(int capacity)
{
    private const int RefusedBeyond = 8;

    private readonly object gate = new();
    private readonly Queue<PendingBatch> batches = new();
    private readonly Queue<(long Position, TaskCompletionSource Room)> waiting = new();
    private long taken;
    private bool sleeping;
    private bool closed;

    /// <summary>Adds a batch at the end; false when the queue is closed, or when it is overfull and the batch is not retained.</summary>
    /// <param name="batch">What to write and whom to tell.</param>
    /// <param name="asksForRoom">Whether the submitter wants to wait for a place.</param>
    /// <param name="room">Ends when the batch has its place; null when it has it already.</param>
    public bool TryAdd(PendingBatch batch, bool asksForRoom, out TaskCompletionSource? room)
    {
        room = null;
        lock (gate)
        {
            if (closed || (batches.Count >= RefusedBeyond * (long)capacity && !batch.Batch.IsRetained))
            {
                return false;
            }

            batches.Enqueue(batch);
            if (asksForRoom && batches.Count > capacity)
            {
                room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Enqueue((taken + batches.Count, room));
            }

            if (sleeping)
            {
                sleeping = false;
                Monitor.Pulse(gate);
            }

            return true;
        }
    }

    /// <summary>Moves waiting batches, the oldest first, until <paramref name="group"/> holds <paramref name="most"/>.</summary>
    public void Take(List<PendingBatch> group, int most)
    {
        lock (gate)
        {
            while (group.Count < most && batches.TryDequeue(out var next))
            {
                group.Add(next);
                taken++;
            }

            while (waiting.TryPeek(out var first) && first.Position <= taken + capacity)
            {
                waiting.Dequeue().Room.SetResult();
            }
        }
    }

    /// <summary>Blocks the writer's thread until a batch is there or the queue is closed; false when it is closed and empty.</summary>
    public bool WaitForBatch()
    {
        lock (gate)
        {
            while (batches.Count == 0)
            {
                if (closed)
                {
                    return false;
                }

                sleeping = true;
                Monitor.Wait(gate);
            }

            return true;
        }
    }

    /// <summary>Blocks the writer's thread for that time whatever arrives, or until the queue is closed; gives whether it is.</summary>
    public bool Pause(TimeSpan time)
    {
        lock (gate)
        {
            sleeping = false;
            Monitor.Wait(gate, time);
            return closed;
        }
    }

    /// <summary>Takes no more batches; those already there are still given out.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }
}
