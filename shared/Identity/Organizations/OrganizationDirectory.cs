using HiveFlow.Errors;
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
            .. organizations.Where(o => o.Document.IsOpen()).OrderByDescending(o => o.Id, StringComparer.Ordinal)
                .Select(o => Membership.Of(o, mine[o.Id].Role)),
        ];
    }

    /// <summary>One of the caller's organizations; not found for any other.</summary>
    public async Task<Result<Membership>> GetAsync(Caller caller, string organizationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!DocumentId.TryParse(organizationId, out _) || (caller.IsKey && organizationId != caller.OrganizationId.ToString()))
        {
            return RequestErrors.NotFound("organization");
        }

        var memberId = MemberDocument.IdOf(organizationId, caller.UserId.ToString());
        var member = await store.GetAsync(MemberDocument.Collection, Tenant.System, memberId, cancellationToken);
        var organization = member is null
            ? null
            : await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId, cancellationToken);
        return member is not null && organization is not null && organization.Document.IsOpen()
            ? Membership.Of(organization, member.Document.Role)
            : RequestErrors.NotFound("organization");
    }

    /// <summary>
    /// Null when a path names the organization that the caller acts in, whose role the gate has checked; else not found, or that it must
    /// be chosen when it is another one of the caller's.
    /// </summary>
    public async Task<Error?> CheckChosenAsync(Caller caller, string organizationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (organizationId == caller.OrganizationId.ToString())
        {
            return null;
        }

        var known = await GetAsync(caller, organizationId, cancellationToken);
        return known.IsSuccess ? OrganizationErrors.NotChosen() : known.Error;
    }
}
