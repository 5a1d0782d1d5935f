using HiveFlow.Authoring;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Flows;

/// <summary>Lists flows for callers whose key may be bound to some, at most 100.</summary>
internal static class BoundFlows
{
    /// <summary>A page, last changed or run first.</summary>
    public static async ValueTask<DocumentPage<Flow>> ListAsync(
        FlowCatalog catalog, Caller caller, FlowFilter filter, CancellationToken cancellationToken)
    {
        if (caller.FlowIds is not { } own)
        {
            return await catalog.ListAsync(caller.Tenant, filter, cancellationToken);
        }

        var flows = (await catalog.GetManyAsync(caller.Tenant, [.. own], cancellationToken))
            .Where(flow => filter.Status is null || flow.Document.Status == filter.Status)
            .OrderByDescending(flow => flow.Document.ActiveAt)
            .ThenByDescending(flow => flow.Id, StringComparer.Ordinal)
            .ToList();
        var start = 0;
        if (filter.Cursor is { } cursor)
        {
            // The cursor is the last flow of the page before.
            start = flows.FindIndex(flow => flow.Id == cursor) + 1;
            if (start == 0)
            {
                throw new InvalidCursorException("The cursor names no flow of this list.");
            }
        }

        List<Stored<Flow>> page = [.. flows.Skip(start).Take(filter.Limit)];
        return new DocumentPage<Flow>(page, start + page.Count < flows.Count ? page[^1].Id : null);
    }
}
