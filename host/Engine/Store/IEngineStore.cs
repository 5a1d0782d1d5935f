namespace HiveFlow.Engine.Store;

/// <summary>
/// Where instances live: SQLite, or the simulated disk of the tests. Batches take effect in the order of their submission; a batch
/// whose task has ended well is never lost.
/// </summary>
internal interface IEngineStore
{
    /// <summary>Makes the tables where they are missing and tells the highest numbers in use, of instances and of messages.</summary>
    /// <param name="countDeaths">Every busy instance is charged with a death where the last process did not close the store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<(long Instances, long Messages)> OpenAsync(bool countDeaths, CancellationToken cancellationToken);

    /// <summary>Remembers that this process ended in order.</summary>
    Task CloseAsync();

    /// <summary>Remembers that this instance is tried alone now, until its next turn.</summary>
    Task TryAloneAsync(long seq);

    /// <summary>Queues the batch; it ends when it is durable.</summary>
    Task CommitAsync(EngineBatch batch);

    /// <summary>Everything about an instance that has not ended; null when there is none.</summary>
    ValueTask<StoredInstance?> LoadAsync(string id, CancellationToken cancellationToken);

    ValueTask<InstanceRow?> FindAsync(string id, bool withInput, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<InstanceRow>> ListAsync(InstanceFilter filter, CancellationToken cancellationToken);

    /// <summary>Instances with work to do, by number.</summary>
    ValueTask<IReadOnlyList<InstanceRef>> ListBusyAsync(long afterSeq, int limit, CancellationToken cancellationToken);

    /// <summary>Instances whose next timer is due after the first place and not after <paramref name="until"/> (UTC ticks), by time.</summary>
    ValueTask<IReadOnlyList<InstanceRef>> ListTimersAsync(
        (long Due, long Seq) after, long until, int limit, CancellationToken cancellationToken);

    /// <summary>Instances that this one started.</summary>
    ValueTask<IReadOnlyList<string>> ListChildrenAsync(long seq, CancellationToken cancellationToken);

    /// <summary>Removes the instance if it has ended; whether it did.</summary>
    Task<bool> PurgeAsync(string id);
}
