using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Compatibility;

/// <summary>Logs the actions of each turn as the official gRPC worker does, which one of its tests counts.</summary>
internal sealed partial class LoggingStore(IEngineStore inner, ILogger logger) : IEngineStore
{
    public ValueTask<(long Instances, long Messages)> OpenAsync(bool countDeaths, CancellationToken cancellationToken) =>
        inner.OpenAsync(countDeaths, cancellationToken);

    public Task CloseAsync() => inner.CloseAsync();

    public Task TryAloneAsync(long seq) => inner.TryAloneAsync(seq);

    public Task CommitAsync(EngineBatch batch)
    {
        if (batch.Record is { } record)
        {
            LogTurn(string.Join(", ", HistoryCodec.DecodeTurn(record).Actions.Select(Name)));
        }

        return inner.CommitAsync(batch);
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

    private static string Name(EngineAction action) => action.Kind == ActionKind.Timer ? "CreateTimer" : $"{action.Kind}";

    [LoggerMessage(1, LogLevel.Debug, "The turn asked for: {Actions}")]
    private partial void LogTurn(string actions);
}
