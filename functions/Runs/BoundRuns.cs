using HiveFlow.Identity.Callers;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Runs;

/// <summary>
/// Lists runs for callers whose key may be bound to flows. For a key bound to several, a page holds what is left of pages of the
/// organization's runs: it may be short, and empty only after many were looked through.
/// </summary>
internal static class BoundRuns
{
    private const int MaxReads = 50;
    private static readonly DocumentPage<Run> Nothing = new([], null);

    /// <summary>A page, newest first.</summary>
    public static async ValueTask<DocumentPage<Run>> ListAsync(RunStore runs, Caller caller, RunFilter filter, CancellationToken cancellationToken)
    {
        if (caller.FlowIds is not { } own)
        {
            return await runs.ListAsync(caller.OrganizationId, filter, cancellationToken);
        }

        if (filter.FlowId is { } asked && !own.Contains(asked))
        {
            return Nothing;
        }

        var bound = own.Count == 1 ? filter with { FlowId = own.Single() } : filter;
        for (var reads = 1; ; reads++)
        {
            var page = await runs.ListAsync(caller.OrganizationId, bound, cancellationToken);
            List<Stored<Run>> items = [.. page.Items.Where(run => own.Contains(run.Document.FlowId))];
            if (items.Count > 0 || page.NextCursor is null || reads == MaxReads)
            {
                return new DocumentPage<Run>(items, page.NextCursor);
            }

            bound = bound with { Cursor = page.NextCursor };
        }
    }
}
