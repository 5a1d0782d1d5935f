using HiveFlow.Storage.Documents;

namespace HiveFlow.FreshStore;

/// <summary>A store that passes everything on; a test's own stores say what they do otherwise.</summary>
public abstract class ForwardingStore(IDocumentStore inner) : IDocumentStore
{
    /// <summary>The store behind it.</summary>
    protected IDocumentStore Inner => inner;

    /// <inheritdoc/>
    public virtual ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class => inner.GetAsync(collection, tenant, id, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class => inner.GetManyAsync(collection, tenant, ids, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class => inner.FindAsync(collection, tenant, uniqueIndex, values, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<DocumentPage<T>> QueryAsync<T>(
        Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class => inner.QueryAsync(collection, tenant, query, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteAsync(writes, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteSoonAsync(writes, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteAheadAsync(writes, cancellationToken);
}
