namespace HiveFlow.Functions.Live;

/// <summary>One subscription of a connection, while it is fed.</summary>
internal sealed class LiveWatch(CancellationToken ending) : IDisposable
{
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(ending);
    private volatile bool isOver;

    /// <summary>Ends with the subscription, and with its connection.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>What feeds it.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Whether nothing comes any more: its run has ended.</summary>
    public bool IsOver
    {
        get => isOver;
        set => isOver = value;
    }

    /// <summary>Ends it; does nothing to one that has ended.</summary>
    public Task StopAsync() => Work.IsCompleted ? Task.CompletedTask : stop.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => stop.Dispose();
}
