using HiveFlow.Engine.Store;

namespace HiveFlow.Conformance.Harness;

/// <summary>The engine's store; its answers come through the pump.</summary>
internal sealed class PumpedStore(IEngineStore inner, EnginePump pump) : IEngineStore
{
    public ValueTask<(long Instances, long Messages)> OpenAsync(bool countDeaths, CancellationToken cancellationToken) =>
        Follow(inner.OpenAsync(countDeaths, cancellationToken));

    public Task CloseAsync() => pump.Follow(Done(inner.CloseAsync()));

    public Task TryAloneAsync(long seq) => pump.Follow(Done(inner.TryAloneAsync(seq)));

    public Task CommitAsync(EngineBatch batch) => pump.Follow(Done(inner.CommitAsync(batch)));

    public ValueTask<StoredInstance?> LoadAsync(string id, CancellationToken cancellationToken) =>
        Follow(inner.LoadAsync(id, cancellationToken));

    public ValueTask<InstanceRow?> FindAsync(string id, bool withInput, CancellationToken cancellationToken) =>
        Follow(inner.FindAsync(id, withInput, cancellationToken));

    public ValueTask<IReadOnlyList<InstanceRow>> ListAsync(InstanceFilter filter, CancellationToken cancellationToken) =>
        Follow(inner.ListAsync(filter, cancellationToken));

    public ValueTask<IReadOnlyList<InstanceRef>> ListBusyAsync(long afterSeq, int limit, CancellationToken cancellationToken) =>
        Follow(inner.ListBusyAsync(afterSeq, limit, cancellationToken));

    public ValueTask<IReadOnlyList<InstanceRef>> ListTimersAsync(
        (long Due, long Seq) after, long until, int limit, CancellationToken cancellationToken) =>
        Follow(inner.ListTimersAsync(after, until, limit, cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListChildrenAsync(long seq, CancellationToken cancellationToken) =>
        Follow(inner.ListChildrenAsync(seq, cancellationToken));

    public Task<bool> PurgeAsync(string id) => pump.Follow(inner.PurgeAsync(id));

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private ValueTask<T> Follow<T>(ValueTask<T> call) => new(pump.Follow(call.AsTask()));
}
