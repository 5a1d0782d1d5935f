using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>All organizations, page by page, for work that is done for each of them.</summary>
public sealed class OrganizationWalk(IDocumentStore store)
{
    /// <summary>A page of them in the order of their ids, deleted ones left out, and where the next begins (null at the end).</summary>
    /// <param name="cursor">Where it begins; null is the beginning, and so is one that is not good any more.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<DocumentId> Page, string? NextCursor)> PageAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var page = await store.QueryAsync(
            OrganizationDocument.Collection,
            Tenant.System,
            new DocumentQuery("id") { Descending = false, Limit = limit, Cursor = cursor },
            cancellationToken);
        List<DocumentId> ids = [];
        foreach (var organization in page.Items.Where(o => o.Document.DeletedAt is null))
        {
            if (DocumentId.TryParse(organization.Id, out var id))
            {
                ids.Add(id);
            }
        }

        return (ids, page.NextCursor);
    }
}
