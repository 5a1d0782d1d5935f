namespace HiveFlow.Engine.Store;

/// <summary>What one step of the engine writes, all or nothing. The store carries the parts out in the order in which they stand here.</summary>
internal sealed class EngineBatch
{
    /// <summary>Made first; when it is refused, nothing else of the batch is done.</summary>
    public NewInstance? Create { get; init; }

    /// <summary>The instance whose turn this is; 0: the batch only carries messages.</summary>
    public long Seq { get; init; }

    /// <summary>When the batch was made.</summary>
    public required DateTime Now { get; init; }

    /// <summary>The history before this turn goes: the instance ended this execution and begins the next.</summary>
    public bool ForgetHistory { get; init; }

    /// <summary>The number of the turn; 0: no turn.</summary>
    public int Turn { get; init; }

    /// <summary>The turn as <see cref="History.HistoryCodec"/> wrote it.</summary>
    public byte[]? Record { get; init; }

    /// <summary>The row's new state, where it changes.</summary>
    public InstanceState? State { get; init; }

    /// <summary>Messages that the turn took.</summary>
    public IReadOnlyList<long>? Taken { get; init; }

    public IReadOnlyList<NewInstance>? Children { get; init; }

    public IReadOnlyList<OutgoingMessage>? Messages { get; init; }
}
