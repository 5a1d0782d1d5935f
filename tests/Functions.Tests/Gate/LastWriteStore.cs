using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>
/// A store that dies for its caller as a process does: the write that inserts into a chosen collection is applied, and neither its answer
/// nor any further write gets through until it is told so.
/// </summary>
internal sealed class LastWriteStore(IDocumentStore inner) : IDocumentStore
{
    private bool isDead;

    /// <summary>The name of the collection whose next insert is the last write; null for none.</summary>
    public string? LastInsertInto { get; set; }

    /// <summary>Another process goes on with the same documents.</summary>
    public void Revive()
    {
        LastInsertInto = null;
        isDead = false;
    }

    public ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class => inner.GetAsync(collection, tenant, id, cancellationToken);

    public ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class => inner.GetManyAsync(collection, tenant, ids, cancellationToken);

    public ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class => inner.FindAsync(collection, tenant, uniqueIndex, values, cancellationToken);

    public ValueTask<DocumentPage<T>> QueryAsync<T>(
        Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class => inner.QueryAsync(collection, tenant, query, cancellationToken);

    public async Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        var written = await inner.WriteAsync(writes, cancellationToken);
        isDead = writes.Any(w => w.Kind == DocumentWriteKind.Insert && w.Collection.Name == LastInsertInto);
        ThrowIfDead();
        return written;
    }

    public Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) => WriteAsync(writes, cancellationToken);

    public ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        return inner.WriteAheadAsync(writes, cancellationToken);
    }

    private void ThrowIfDead()
    {
        if (isDead)
        {
            throw new StoreUnavailableException("dead");
        }
    }
}
