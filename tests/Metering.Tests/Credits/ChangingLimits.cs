using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Tests.Credits;

/// <summary>A store in which something happens just after an organization's limits were read for the n-th time.</summary>
internal sealed class ChangingLimits(IDocumentStore store) : IDocumentStore
{
    private int left;
    private Func<Task>? then;

    /// <summary>Does something after that many readings from now, once.</summary>
    public void After(int readings, Func<Task> act) => (left, then) = (readings, act);

    public async ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class
    {
        var read = await store.GetAsync(collection, tenant, id, cancellationToken);
        if (then is { } act && ReferenceEquals(collection, CreditLimits.Collection) && --left == 0)
        {
            then = null;
            await act();
        }

        return read;
    }

    public ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class => store.GetManyAsync(collection, tenant, ids, cancellationToken);

    public ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class => store.FindAsync(collection, tenant, uniqueIndex, values, cancellationToken);

    public ValueTask<DocumentPage<T>> QueryAsync<T>(Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class => store.QueryAsync(collection, tenant, query, cancellationToken);

    public Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        store.WriteAsync(writes, cancellationToken);

    public Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        store.WriteSoonAsync(writes, cancellationToken);

    public ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        store.WriteAheadAsync(writes, cancellationToken);
}
