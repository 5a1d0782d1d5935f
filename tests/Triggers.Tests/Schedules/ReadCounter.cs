using HiveFlow.FreshStore;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Tests.Schedules;

/// <summary>Counts what is read through it.</summary>
internal sealed class ReadCounter(IDocumentStore store) : ForwardingStore(store)
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

    public override ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Increment(ref gets);
        return Inner.GetAsync(collection, tenant, id, cancellationToken);
    }

    public override ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Add(ref gets, ids.Count);
        return Inner.GetManyAsync(collection, tenant, ids, cancellationToken);
    }

    public override ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Increment(ref gets);
        return Inner.FindAsync(collection, tenant, uniqueIndex, values, cancellationToken);
    }

    public override async ValueTask<DocumentPage<T>> QueryAsync<T>(
        Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Increment(ref queries);
        var page = await Inner.QueryAsync(collection, tenant, query, cancellationToken);
        Interlocked.Add(ref found, page.Items.Count);
        return page;
    }
}
