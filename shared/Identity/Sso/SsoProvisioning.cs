using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.SignIn;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>
/// Lets a person in whom an organization's identity provider vouched for, by OIDC or SAML alike: finds or makes the account and the
/// membership. The session is good for that organization alone and never above the connection's ceiling, so that whoever runs the
/// identity provider gains nothing elsewhere.
/// </summary>
internal sealed class SsoProvisioning(IDocumentStore store, ProviderAccounts accounts, AuditLog audit, TimeProvider clock)
{
    // A day, as our own sessions: a second factor that was given to the provider before then says nothing about who is there now.
    private static readonly TimeSpan OldestProof = TimeSpan.FromHours(24);

    /// <summary>The account, and what makes it so.</summary>
    /// <param name="connection">Enabled, and the one whose answer was checked.</param>
    /// <param name="identity">Of the realm <c>connection.Id</c>.</param>
    /// <param name="actor">Who came, from where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<AdmittedPerson>> AdmitAsync(
        SsoConnection connection, OutsideIdentity identity, AuditActor actor, CancellationToken cancellationToken)
    {
        if (identity.Realm != connection.Id)
        {
            throw new ArgumentException("The identity is of another realm.", nameof(identity));
        }

        var settings = connection.Document;
        var isStale = identity.AuthenticatedAt is { } provedAt && clock.GetUtcNow() - provedAt > OldestProof;
        if (settings.DemandsSecondFactor && (!identity.HasSecondFactor || isStale))
        {
            return SsoErrors.SecondFactor();
        }

        var known = await accounts.KnownAsync(identity, cancellationToken);
        if (!known.IsSuccess)
        {
            return known.Error;
        }

        var (userId, seen) = known.Value;
        List<DocumentWrite> writes = [];
        if (seen is not null)
        {
            writes.Add(seen);
        }
        else
        {
            var added = await NewAsync(connection, identity, actor, cancellationToken);
            if (!added.IsSuccess)
            {
                return added.Error;
            }

            userId = added.Value.UserId;
            writes.AddRange(added.Value.Writes);
        }

        var joined = await JoinAsync(connection, identity, userId, actor, cancellationToken);
        if (!joined.IsSuccess)
        {
            return joined.Error;
        }

        writes.AddRange(joined.Value);
        var session = new SignInSession(
            identity.HasSecondFactor, identity.SessionEndsAt, connection.Id, connection.OrganizationId, SsoRoles.Ceiling(settings));
        return new AdmittedPerson(userId, session, writes, joined.Value.Count > 0);
    }

    private async Task<Result<(string UserId, IReadOnlyList<DocumentWrite> Writes)>> NewAsync(
        SsoConnection connection, OutsideIdentity identity, AuditActor actor, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(identity.Email, out var email) || !identity.IsEmailVerified)
        {
            return SignInErrors.EmailUnverified();
        }

        var domain = await store.GetAsync(VerifiedDomainDocument.Collection, Tenant.System, email.Domain, cancellationToken);
        if (domain is null || domain.Document.OrganizationId != connection.OrganizationId)
        {
            return SsoErrors.DomainForeign();
        }

        return connection.Document.JoinsAutomatically ? await accounts.NewAsync(identity, actor, cancellationToken) : SsoErrors.NotMember();
    }

    private async Task<Result<IReadOnlyList<DocumentWrite>>> JoinAsync(
        SsoConnection connection, OutsideIdentity identity, string userId, AuditActor actor, CancellationToken cancellationToken)
    {
        var settings = connection.Document;
        var role = Roles.Name(SsoRoles.Of(settings, identity.RoleValues));
        var id = MemberDocument.IdOf(connection.OrganizationId, userId);
        var member = await store.GetAsync(MemberDocument.Collection, Tenant.System, id, cancellationToken);
        if (member is null)
        {
            return settings.JoinsAutomatically
                ? Changed(
                    DocumentWrite.Insert(MemberDocument.Collection, Tenant.System, id, new MemberDocument(connection.OrganizationId, userId, role, clock.GetUtcNow())),
                    "member.added")
                : SsoErrors.NotMember();
        }

        // The provider's word decides where it is asked for; an owner stays one, whatever it says.
        var isKept = settings.RoleClaim is null || member.Document.Role == role || Roles.Parse(member.Document.Role) == Role.Owner;
        return isKept
            ? Array.Empty<DocumentWrite>()
            : Changed(
                DocumentWrite.Replace(MemberDocument.Collection, Tenant.System, id, member.Version, member.Document with { Role = role }),
                "member.role_changed");

        DocumentWrite[] Changed(DocumentWrite write, string action) =>
        [
            write,
            audit.Entry(new AuditAct(action, actor, TenantOf(connection))
            {
                TargetType = "member",
                TargetId = userId,
                SubjectUserId = userId,
                Details = new Dictionary<string, string> { ["role"] = role, ["connection"] = connection.Id },
            }),
        ];
    }

    private static Tenant TenantOf(SsoConnection connection) =>
        DocumentId.TryParse(connection.OrganizationId, out var id) ? Tenant.Of(id) : throw new InvalidOperationException("The connection has no organization.");
}
