using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>Which organizations a person is in.</summary>
public sealed class OrganizationDirectory(IDocumentStore store)
{
    private const int MaxMemberships = 200;

    /// <summary>The caller's organizations, the newest first, at most 200.</summary>
    public async Task<IReadOnlyList<Membership>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var query = new DocumentQuery(MemberDocument.ByUser) { EqualTo = [caller.UserId], Limit = MaxMemberships };
        var members = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);

        // A key belongs to one organization and learns of no other.
        var mine = members.Items.Select(m => m.Document)
            .Where(m => !caller.IsKey || m.OrganizationId == caller.OrganizationId.ToString())
            .ToDictionary(m => m.OrganizationId);
        var organizations = await store.GetManyAsync(OrganizationDocument.Collection, Tenant.System, mine.Keys, cancellationToken);
        return
        [
            .. organizations.OrderByDescending(o => o.Id, StringComparer.Ordinal).Select(o => new Membership(
                o.Id, o.Document.Name, mine[o.Id].Role, o.Document.DefaultWorkspaceId, o.Document.IsPersonal, o.Document.CreatedAt)),
        ];
    }
}
