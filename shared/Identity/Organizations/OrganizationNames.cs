using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>What a person's organizations are called: words that are guessed first in a password of theirs.</summary>
internal sealed class OrganizationNames(IDocumentStore store)
{
    private const int Most = 200;

    /// <summary>The names, at most 200.</summary>
    public async Task<IReadOnlyCollection<string>> OfAsync(string userId, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(MemberDocument.ByUser) { EqualTo = [userId], Limit = Most };
        var members = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);
        var organizations = await store.GetManyAsync(
            OrganizationDocument.Collection, Tenant.System, [.. members.Items.Select(m => m.Document.OrganizationId)], cancellationToken);
        return [.. organizations.Select(o => o.Document.Name)];
    }
}
