using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring;

/// <summary>Counts runs ever started of each flow, in the same atomic write that makes the run and without rewriting the flow.</summary>
public sealed class RunCounters(IDocumentStore store)
{
    private const string Prefix = "runs/";

    /// <summary>The write that counts one more run.</summary>
    public static DocumentWrite Increment(Tenant tenant, string flowId) => DocumentWrite.Increment(tenant, Prefix + flowId);

    /// <summary>The numbers of several flows (at most 1,000); a flow that never ran is left out.</summary>
    public async ValueTask<IReadOnlyDictionary<string, long>> ReadAsync(Tenant tenant, IReadOnlyCollection<string> flowIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flowIds);
        var counters = await store.GetManyAsync(Counter.Collection, tenant, [.. flowIds.Select(id => Prefix + id)], cancellationToken);
        return counters.ToDictionary(counter => counter.Id[Prefix.Length..], counter => counter.Document.Value, StringComparer.Ordinal);
    }
}
