namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// Many submitters, one writer, strict order. Holds <paramref name="capacity"/> batches; who asks for a place beyond that waits
/// until one is free, and far beyond it batches are refused, so that memory stays bounded. Batches that nobody waits for are given out
/// with the next one that somebody does, or after two milliseconds: what a step leaves behind shares the fsync of the turn that goes on.
/// </summary>
internal sealed class SqliteWriteQueue(int capacity)
{
    private const int RefusedBeyond = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2);

    private readonly object gate = new();
    private readonly Queue<PendingBatch> batches = new();
    private readonly Queue<(long Position, TaskCompletionSource Room)> waiting = new();
    private long taken;
    private int urgent;
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
            urgent += batch.IsUrgent ? 1 : 0;
            if (asksForRoom && batches.Count > capacity)
            {
                room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Enqueue((taken + batches.Count, room));
            }

            if (sleeping && (batch.IsUrgent || batches.Count == 1))
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
                urgent -= next.IsUrgent ? 1 : 0;
                taken++;
            }

            while (waiting.TryPeek(out var first) && first.Position <= taken + capacity)
            {
                waiting.Dequeue().Room.SetResult();
            }
        }
    }

    /// <summary>Blocks the writer's thread until a batch should be written or the queue is closed; false when it is closed and empty.</summary>
    public bool WaitForBatch()
    {
        lock (gate)
        {
            while (!closed && urgent == 0)
            {
                sleeping = true;
                if (batches.Count == 0)
                {
                    Monitor.Wait(gate);
                }
                else if (!Monitor.Wait(gate, Patience))
                {
                    break;
                }
            }

            sleeping = false;
            return batches.Count > 0;
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
