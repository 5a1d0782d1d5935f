using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>
/// Whether a person may log in other than by their organization's identity provider. Asked after the password was right, so that the
/// answer tells strangers nothing. Owners always may: a broken identity provider must not lock an organization out.
/// </summary>
internal sealed class SsoEnforcement(IDocumentStore store)
{
    /// <summary>Null when they may.</summary>
    /// <param name="userId">The person; null when there is no account yet.</param>
    /// <param name="email">Their address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Error?> CheckAsync(string? userId, string email, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(email, out var address))
        {
            return null;
        }

        var domain = await store.GetAsync(VerifiedDomainDocument.Collection, Tenant.System, address.Domain, cancellationToken);
        if (domain is null || !DocumentId.TryParse(domain.Document.OrganizationId, out var organization))
        {
            return null;
        }

        var policy = await store.GetAsync(SsoPolicyDocument.Collection, Tenant.Of(organization), organization.ToString(), cancellationToken);
        if (policy is null || !policy.Document.IsForced)
        {
            return null;
        }

        var member = userId is null
            ? null
            : await store.GetAsync(
                MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(organization.ToString(), userId), cancellationToken);
        return member is not null && Roles.Parse(member.Document.Role) == Role.Owner ? null : SsoErrors.Required();
    }
}
