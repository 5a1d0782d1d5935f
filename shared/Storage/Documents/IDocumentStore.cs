namespace HiveFlow.Storage.Documents;

/// <summary>
/// The narrow document store. Two adapters: SQLite (sharing file and group-committing writer with the durable engine) and MongoDB.
/// Every method throws <see cref="StoreUnavailableException"/> when the store is away.
/// </summary>
public interface IDocumentStore
{
    /// <summary>The document, or null when there is none of that id for that tenant.</summary>
    ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Several documents by id in one round trip, at most 1,000; missing ones are left out, order is not kept.</summary>
    ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class;

    /// <summary>The one document with these values in a unique index, or null.</summary>
    ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class;

    /// <summary>A page of documents by a declared index.</summary>
    ValueTask<DocumentPage<T>> QueryAsync<T>(
        Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Writes all or nothing; completes when it is durable (SQLite: after the fsync; MongoDB: majority).</summary>
    Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken);

    /// <summary>
    /// The same for what nobody waits for: it may be held back for some milliseconds, to share the commit of a write that somebody does.
    /// </summary>
    Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken);

    /// <summary>
    /// Writes all or nothing, durable no later than anything submitted to this store or the durable engine afterwards. On SQLite, where
    /// the engine shares its writer, it returns once queued, on the caller's thread unless the queue is full (the shared writer keeps the order and repeats it until it
    /// is on disk), and readings may not see it before <see cref="WriteAhead.Durable"/> has ended; elsewhere it is
    /// <see cref="WriteAsync"/>. Only for writes that cannot be refused (Upsert, Increment, or Insert under an id that is the writer's
    /// alone). A <see cref="DocumentWrite.Check"/> among them is looked at where other processes write too (MongoDB); on SQLite it is the caller
    /// who keeps this process from writing a new version in between.
    /// </summary>
    ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken);
}
