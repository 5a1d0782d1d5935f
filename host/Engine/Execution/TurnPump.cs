namespace HiveFlow.Engine.Execution;

/// <summary>
/// The context that orchestrator code runs in: one thread, for the length of a turn. Results of durable tasks continue inline;
/// what comes from anywhere else is a foreign await.
/// </summary>
internal sealed class TurnPump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> posted = new();
    private readonly Action onForeign;
    private int thread;
    private int foreign;

    public TurnPump(Action onForeign) => this.onForeign = onForeign;

    /// <summary>Whether the calling thread is in a turn of this orchestrator.</summary>
    public bool IsInTurn => Volatile.Read(ref thread) == Environment.CurrentManagedThreadId;

    /// <summary>Something that is no durable task came back here, from another thread or after the turn.</summary>
    public bool SawForeign => Volatile.Read(ref foreign) != 0;

    /// <summary>Enters a turn on the calling thread; gives the context to come back to.</summary>
    public SynchronizationContext? Enter()
    {
        var previous = Current;
        SetSynchronizationContext(this);
        Volatile.Write(ref thread, Environment.CurrentManagedThreadId);
        return previous;
    }

    public void Leave(SynchronizationContext? previous)
    {
        Volatile.Write(ref thread, 0);
        SetSynchronizationContext(previous);
    }

    /// <summary>Runs what the orchestrator posted to itself (<see cref="Task.Yield"/>).</summary>
    public void Drain()
    {
        while (posted.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsInTurn)
        {
            posted.Enqueue((d, state));
            return;
        }

        MarkForeign();
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsInTurn)
        {
            MarkForeign();
            throw new InvalidOperationException(ForeignAwait.Message);
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Whether the caller is in a turn; one that is not is remembered as foreign.</summary>
    public bool CheckTurn()
    {
        if (IsInTurn)
        {
            return true;
        }

        MarkForeign();
        return false;
    }

    private void MarkForeign()
    {
        if (Interlocked.Exchange(ref foreign, 1) == 0)
        {
            onForeign();
        }
    }
}
