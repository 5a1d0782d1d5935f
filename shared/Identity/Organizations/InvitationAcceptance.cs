using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Organizations;

/// <summary>Accepts invitations. Whatever is wrong with one (unknown, used, revoked, over, somebody else's) gets the same answer.</summary>
public sealed class InvitationAcceptance
{
    private const int MaxRaces = 10;
    private readonly IDocumentStore store;
    private readonly MemberChanges members;
    private readonly OrganizationRegistry organizations;
    private readonly AuditLog audit;
    private readonly Revocations revocations;
    private readonly OrganizationOptions options;
    private readonly TimeProvider clock;

    internal InvitationAcceptance(
        IDocumentStore store,
        MemberChanges members,
        OrganizationRegistry organizations,
        AuditLog audit,
        Revocations revocations,
        IOptions<OrganizationOptions> options,
        TimeProvider clock)
    {
        this.store = store;
        this.members = members;
        this.organizations = organizations;
        this.audit = audit;
        this.revocations = revocations;
        this.options = options.Value;
        this.clock = clock;
    }

    /// <summary>Makes the caller a member, once; the caller's proven address must be the invited one.</summary>
    public async Task<Result<Membership>> AcceptAsync(Caller caller, string text, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(text);
        for (var race = 0; race < MaxRaces; race++)
        {
            var found = InvitationToken.TryParse(text, out var token) ? await FindAsync(caller, token, cancellationToken) : null;
            if (found is not { } place)
            {
                return RequestErrors.NotFound("invitation");
            }

            var (organization, invitation) = place;
            if (await organizations.IsFullAsync(caller.UserId.ToString(), cancellationToken))
            {
                return OrganizationErrors.Limit(options.PerPerson);
            }

            var userId = caller.UserId.ToString();
            var existing = await members.FindAsync(organization.Id, userId, cancellationToken);
            var member = existing?.Document ?? new MemberDocument(organization.Id, userId, invitation.Document.Role, clock.GetUtcNow());
            List<DocumentWrite> writes =
            [
                DocumentWrite.Delete(InvitationDocument.Collection, invitation.Tenant, invitation.Id, invitation.Version),
                audit.Entry(InvitationRegistry.Act("invitation.accepted", actor, invitation.Tenant, invitation.Id, ("role", member.Role)) with
                {
                    SubjectUserId = userId,
                }),
            ];
            if (existing is null)
            {
                writes.Add(DocumentWrite.Insert(MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(organization.Id, userId), member));
            }

            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                revocations.Publish(RevocationKind.User, userId);
                return Membership.Of(organization, member.Role);
            }
        }

        return RequestErrors.VersionConflict("invitation");
    }

    private async Task<(Stored<OrganizationDocument> Organization, Stored<InvitationDocument> Invitation)?> FindAsync(
        Caller caller, InvitationToken token, CancellationToken cancellationToken)
    {
        var organizationId = token.Organization.ToString();
        var invitation = await store.FindAsync(
            InvitationDocument.Collection, Tenant.Of(token.Organization), InvitationDocument.ByToken, [token.Hash], cancellationToken);
        if (invitation is null || !invitation.Document.IsOpen(clock.GetUtcNow()) || invitation.Document.Email != caller.Email)
        {
            return null;
        }

        // Who was removed, or is no admin any more, has nobody join by what they once wrote.
        var host = await members.FindAsync(organizationId, invitation.Document.InvitedById, cancellationToken);
        var hostRole = host is null ? Role.None : Roles.Parse(host.Document.Role);
        var organization = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId, cancellationToken);
        return hostRole >= Role.Admin && organization is not null && organization.Document.IsOpen() ? (organization, invitation) : null;
    }
}
