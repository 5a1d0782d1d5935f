using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Failures;

/// <summary>The host's store, where one chosen write ends whoever makes it: before it is made, or after, and only once.</summary>
internal sealed class CutStore(IServiceProvider provider) : IDocumentStore, IAsyncDisposable
{
    private readonly SqliteDocumentStore inner = new(
        provider.GetRequiredService<SqliteDatabase>(), provider.GetServices<ICollectionDefinition>(), provider.GetRequiredService<TimeProvider>());

    private volatile Cut? next;

    /// <summary>Chooses it; the task ends when it was met.</summary>
    public Task CutAt(Func<DocumentWrite, bool> write, bool isBefore)
    {
        var cut = new Cut(write, isBefore);
        next = cut;
        return cut.Met.Task;
    }

    public ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class => inner.GetAsync(collection, tenant, id, cancellationToken);

    public ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class => inner.GetManyAsync(collection, tenant, ids, cancellationToken);

    public ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class => inner.FindAsync(collection, tenant, uniqueIndex, values, cancellationToken);

    public ValueTask<DocumentPage<T>> QueryAsync<T>(Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class => inner.QueryAsync(collection, tenant, query, cancellationToken);

    public async Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        var cut = next;
        if (cut is null || !writes.Any(cut.Write) || Interlocked.CompareExchange(ref next, null, cut) != cut)
        {
            return await inner.WriteAsync(writes, cancellationToken);
        }

        if (!cut.IsBefore)
        {
            await inner.WriteAsync(writes, cancellationToken);
        }

        cut.Met.TrySetResult();
        throw new StoreUnavailableException("The process died here.");
    }

    public Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) => inner.WriteSoonAsync(writes, cancellationToken);

    public ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteAheadAsync(writes, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed record Cut(Func<DocumentWrite, bool> Write, bool IsBefore)
    {
        public TaskCompletionSource Met { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
