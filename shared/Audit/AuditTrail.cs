using HiveFlow.Storage.Documents;

namespace HiveFlow.Audit;

/// <summary>Reads the audit log; there is nothing here, or anywhere, that changes an entry.</summary>
public sealed class AuditTrail(IDocumentStore store)
{
    // Filters beside the index are applied to what it gives; a page with nothing of them in it asks for the next, so many times.
    private const int MaxPages = 20;

    /// <summary>A page of an organization's acts.</summary>
    public async Task<AuditPage> ListAsync(Tenant tenant, AuditFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (index, value) = filter switch
        {
            { Target: { } target } => (AuditEntry.ByTarget, target),
            { Actor: { } actor } => (AuditEntry.ByActor, actor),
            { Action: { } action } => (AuditEntry.ByAction, action),
            _ => (AuditEntry.ByTime, null),
        };
        var cursor = filter.Cursor;
        for (var pages = 1; ; pages++)
        {
            var page = await store.QueryAsync(AuditEntry.Collection, tenant, Query(index, value, filter, cursor), cancellationToken);
            var rows = page.Items.Where(e => Matches(e.Document, filter)).Select(AuditRow.Of).ToList();
            if (rows.Count > 0 || page.NextCursor is null || pages == MaxPages)
            {
                return new AuditPage(rows, page.NextCursor);
            }

            cursor = page.NextCursor;
        }
    }

    /// <summary>A page of what was done by, or to, a person's own account.</summary>
    public async Task<AuditPage> ActivityAsync(DocumentId userId, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(AuditEntry.ByPerson) { EqualTo = [userId], Limit = limit, Cursor = cursor };
        var page = await store.QueryAsync(AuditEntry.Collection, Tenant.System, query, cancellationToken);
        return new AuditPage([.. page.Items.Select(AuditRow.Of)], page.NextCursor);
    }

    private static DocumentQuery Query(string index, string? value, AuditFilter filter, string? cursor) => new(index)
    {
        EqualTo = value is null ? [] : [value],
        From = filter.From is { } from ? from : IndexValue.None,
        Before = filter.To is { } to ? to : IndexValue.None,
        Limit = filter.Limit,
        Cursor = cursor,
    };

    private static bool Matches(AuditEntry entry, AuditFilter filter) =>
        (filter.Action is null || entry.Action == filter.Action)
        && (filter.Actor is null || entry.UserId == filter.Actor)
        && (filter.Target is null || entry.TargetId == filter.Target);
}
