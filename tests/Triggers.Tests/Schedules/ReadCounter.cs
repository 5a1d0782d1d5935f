using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Tests.Schedules;

/// <summary>Counts what is read through it.</summary>
internal sealed class ReadCounter(IDocumentStore store) : IDocumentStore
{
    private int queries;
    private int found;
    private int gets;

    /// <summary>Queries made.</summary>
    public int Queries => queries;

    /// <summary>Documents that queries gave.</summary>
    public int Found => found;

    /// <summary>Documents asked for by id.</summary>
    public int Gets => gets;

    public ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Increment(ref gets);
        return store.GetAsync(collection, tenant, id, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Add(ref gets, ids.Count);
        return store.GetManyAsync(collection, tenant, ids, cancellationToken);
    }

    public ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Increment(ref gets);
        return store.FindAsync(collection, tenant, uniqueIndex, values, cancellationToken);
    }

    public async ValueTask<DocumentPage<T>> QueryAsync<T>(
        Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Increment(ref queries);
        var page = await store.QueryAsync(collection, tenant, query, cancellationToken);
        Interlocked.Add(ref found, page.Items.Count);
        return page;
    }

    public Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        store.WriteAsync(writes, cancellationToken);

    public Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        store.WriteSoonAsync(writes, cancellationToken);

    public ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        store.WriteAheadAsync(writes, cancellationToken);
}
