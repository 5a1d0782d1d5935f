namespace HiveFlow.Engine.Store;

/// <summary>A store that a dying engine can be cut off from, so that its successor sees the last of its batches.</summary>
internal sealed class FencedStore(IEngineStore inner) : IEngineStore
{
    private readonly Lock gate = new();
    private bool isClosed;

    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
        }
    }

    public ValueTask<(long Instances, long Messages)> OpenAsync(bool countDeaths, CancellationToken cancellationToken) =>
        inner.OpenAsync(countDeaths, cancellationToken);

    public Task CloseAsync() => inner.CloseAsync();

    public Task TryAloneAsync(long seq) => inner.TryAloneAsync(seq);

    public Task CommitAsync(EngineBatch batch)
    {
        lock (gate)
        {
            return isClosed ? Task.FromException(new EngineStoppedException()) : inner.CommitAsync(batch);
        }
    }

    public ValueTask<StoredInstance?> LoadAsync(string id, CancellationToken cancellationToken) => inner.LoadAsync(id, cancellationToken);

    public ValueTask<InstanceRow?> FindAsync(string id, bool withInput, CancellationToken cancellationToken) =>
        inner.FindAsync(id, withInput, cancellationToken);

    public ValueTask<IReadOnlyList<InstanceRow>> ListAsync(InstanceFilter filter, CancellationToken cancellationToken) =>
        inner.ListAsync(filter, cancellationToken);

    public ValueTask<IReadOnlyList<InstanceRef>> ListBusyAsync(long afterSeq, int limit, CancellationToken cancellationToken) =>
        inner.ListBusyAsync(afterSeq, limit, cancellationToken);

    public ValueTask<IReadOnlyList<InstanceRef>> ListTimersAsync(
        (long Due, long Seq) after, long until, int limit, CancellationToken cancellationToken) =>
        inner.ListTimersAsync(after, until, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListChildrenAsync(long seq, CancellationToken cancellationToken) =>
        inner.ListChildrenAsync(seq, cancellationToken);

    public Task<bool> PurgeAsync(string id) => inner.PurgeAsync(id);
}
