using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>
/// What stands between two changes of who owns an organization: each of them also writes the organization's own record under the
/// version it read before it counted owners, so that of two at once one begins again and sees the other.
/// </summary>
internal sealed class MemberChanges(IDocumentStore store)
{
    /// <summary>A membership, as it is now; null when there is none.</summary>
    public ValueTask<Stored<MemberDocument>?> FindAsync(string organizationId, string userId, CancellationToken cancellationToken) =>
        store.GetAsync(MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(organizationId, userId), cancellationToken);

    /// <summary>
    /// The write that has to go with a change that takes an owner away, or null for one that does not; a failure when it is the last.
    /// </summary>
    /// <param name="member">Whose membership changes.</param>
    /// <param name="newRole">What they will be; <see cref="Role.None"/> for nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<DocumentWrite?>> GuardAsync(MemberDocument member, Role newRole, CancellationToken cancellationToken)
    {
        if (Roles.Parse(member.Role) != Role.Owner || newRole == Role.Owner)
        {
            return (DocumentWrite?)null;
        }

        var organization = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, member.OrganizationId, cancellationToken);
        if (organization is null)
        {
            return RequestErrors.NotFound("organization");
        }

        var query = new DocumentQuery(MemberDocument.ByRole) { EqualTo = [member.OrganizationId, Roles.Name(Role.Owner)], Limit = 2 };
        var owners = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);
        return owners.Items.Count < 2
            ? OrganizationErrors.LastOwner()
            : DocumentWrite.Replace(OrganizationDocument.Collection, Tenant.System, organization.Id, organization.Version, organization.Document);
    }

    /// <summary>The caller's role as it is now, and never above what the gate saw.</summary>
    public async Task<Role> RoleNowAsync(Caller caller, CancellationToken cancellationToken)
    {
        var member = await FindAsync(caller.OrganizationId.ToString(), caller.UserId.ToString(), cancellationToken);
        var role = member is null ? Role.None : Roles.Parse(member.Document.Role);
        return role < caller.Role ? role : caller.Role;
    }
}
