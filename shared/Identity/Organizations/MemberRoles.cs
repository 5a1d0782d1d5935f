using HiveFlow.Identity.Accounts;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>Asks for a person's role when nobody calls: a run that goes on, a trigger that fires.</summary>
public sealed class MemberRoles(IDocumentStore store)
{
    /// <summary>The role in an organization now, read anew; <see cref="Role.None"/> for who is not in it, is gone or is disabled.</summary>
    public async ValueTask<Role> FindAsync(Tenant organization, string userId, CancellationToken cancellationToken)
    {
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
        if (account is null || account.Document.IsDisabled)
        {
            return Role.None;
        }

        var id = MemberDocument.IdOf(organization.Key, userId);
        var member = await store.GetAsync(MemberDocument.Collection, Tenant.System, id, cancellationToken);
        return member is null ? Role.None : Roles.Parse(member.Document.Role);
    }
}
