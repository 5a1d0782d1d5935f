using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Callers;

/// <summary>Reads who stands behind a checked credential: account, membership and organization, as they are now.</summary>
internal sealed class People(IDocumentStore store, SecondFactors factors)
{
    /// <summary>
    /// The caller, without key or session. A person or organization that is gone, or a role nobody knows, is an invalid
    /// credential; an organization the person is not in is forbidden when it was asked for.
    /// </summary>
    /// <param name="userId">The person.</param>
    /// <param name="organizationId">The organization; null takes the person's own.</param>
    /// <param name="scopes">What the credential allows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<Result<Caller>> ResolveAsync(
        string userId, string? organizationId, Scopes scopes, CancellationToken cancellationToken)
    {
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
        if (account is null || account.Document.IsDisabled || !DocumentId.TryParse(userId, out var user))
        {
            return CredentialErrors.Invalid();
        }

        if (!DocumentId.TryParse(organizationId ?? account.Document.OrganizationId, out var organizationKey))
        {
            return CredentialErrors.OrganizationForbidden();
        }

        var memberId = MemberDocument.IdOf(organizationKey.ToString(), userId);
        var member = await store.GetAsync(MemberDocument.Collection, Tenant.System, memberId, cancellationToken);
        var role = member is null ? Role.None : Roles.Parse(member.Document.Role);
        if (role == Role.None)
        {
            return organizationId is null ? CredentialErrors.Invalid() : CredentialErrors.OrganizationForbidden();
        }

        var organization = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationKey.ToString(), cancellationToken);
        if (organization is not null && !organization.Document.IsOpen())
        {
            return organizationId is null ? CredentialErrors.Invalid() : CredentialErrors.OrganizationForbidden();
        }

        if (organization is null || !DocumentId.TryParse(organization.Document.DefaultWorkspaceId, out var workspace))
        {
            return CredentialErrors.Invalid();
        }

        var isTotpMissing = organization.Document.RequiresTotp && !await factors.IsEnrolledAsync(userId, cancellationToken);
        return new Caller
        {
            UserId = user,
            OrganizationId = organizationKey,
            WorkspaceId = workspace,
            Role = role,
            Scopes = scopes,
            AccountStamp = account.Document.Stamp,
            Email = account.Document.Email,
            Name = account.Document.Name,
            IsTotpMissing = isTotpMissing,
        };
    }
}
