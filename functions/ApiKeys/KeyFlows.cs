using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.ApiKeys;

/// <summary>Whether the flows that a key is to be bound to are flows of its organization.</summary>
internal static class KeyFlows
{
    private const int Most = 100;

    /// <summary>Null when they are, or when the list is one that identity refuses for its form.</summary>
    public static async Task<Error?> CheckAsync(
        FlowCatalog catalog, Tenant tenant, IReadOnlyList<string>? flowIds, CancellationToken cancellationToken)
    {
        if (flowIds is null or { Count: > Most } || !flowIds.All(id => DocumentId.TryParse(id, out _)))
        {
            return null;
        }

        var known = (await catalog.GetManyAsync(tenant, flowIds, cancellationToken)).Select(flow => flow.Id).ToHashSet();
        return flowIds.FirstOrDefault(id => !known.Contains(id)) is { } missing
            ? RequestErrors.Invalid("flowIds", $"flowIds: there is no flow {missing}.")
            : null;
    }
}
