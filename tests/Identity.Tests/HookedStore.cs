using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Tests;

/// <summary>A store where the test does something before a write is made, such as another's write, or the end of the process.</summary>
internal sealed class HookedStore(IDocumentStore inner) : IDocumentStore
{
    /// <summary>Called before each write.</summary>
    public Func<IReadOnlyList<DocumentWrite>, Task> Before { get; set; } = _ => Task.CompletedTask;

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
        await Before(writes);
        return await inner.WriteAsync(writes, cancellationToken);
    }

    public Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) => inner.WriteSoonAsync(writes, cancellationToken);

    public ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteAheadAsync(writes, cancellationToken);
}
