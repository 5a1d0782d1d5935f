using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Organizations;

/// <summary>
/// Asks people into the caller's organization by mail. A token opens once, for seven days, for the invited address alone; the answers
/// are the same whether or not the address has an account.
/// </summary>
public sealed class InvitationRegistry
{
    private const int MaxRaces = 20;
    private const int MailsADay = 5;
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(60);

    private readonly IDocumentStore store;
    private readonly MemberChanges members;
    private readonly InvitationMails mails;
    private readonly AuditLog audit;
    private readonly OrganizationOptions options;
    private readonly TimeProvider clock;

    internal InvitationRegistry(
        IDocumentStore store, MemberChanges members, InvitationMails mails, AuditLog audit, IOptions<OrganizationOptions> options, TimeProvider clock)
    {
        this.store = store;
        this.members = members;
        this.mails = mails;
        this.audit = audit;
        this.options = options.Value;
        this.clock = clock;
    }

    /// <summary>Invites an address and mails the token. The role is admin, member or viewer: owners are made of members.</summary>
    public async Task<Result<InvitationView>> InviteAsync(
        Caller caller, string email, string roleName, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(email);
        var role = Roles.Parse(roleName);
        if (Check(email, role, out var address) is { } fault)
        {
            return fault;
        }

        if (await members.RoleNowAsync(caller, cancellationToken) < Role.Admin)
        {
            return OrganizationErrors.RoleCeiling();
        }

        var account = await store.FindAsync(AccountDocument.Collection, Tenant.System, AccountDocument.ByEmail, [address], cancellationToken);
        var known = await members.FindAsync(caller.OrganizationId.ToString(), account?.Id ?? caller.OrganizationId.ToString(), cancellationToken);
        if (account is not null && known is not null)
        {
            return OrganizationErrors.AlreadyMember();
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var prepared = await PrepareAsync(caller, address, roleName, cancellationToken);
            if (!prepared.IsSuccess)
            {
                return prepared.Error;
            }

            var (id, invitation, writes, token) = prepared.Value;
            var written = await store.WriteAsync(
                [.. writes, audit.Entry(Act("invitation.created", actor, caller.Tenant, id, ("email", address), ("role", roleName)))], cancellationToken);
            if (written.IsApplied)
            {
                await MailAsync(caller, invitation, token, cancellationToken);
                return InvitationView.Of(id, invitation);
            }
        }

        return RequestErrors.VersionConflict("invitation");
    }

    /// <summary>The open invitations, the newest first.</summary>
    public async Task<IReadOnlyList<InvitationView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var now = clock.GetUtcNow();
        var all = await AllAsync(caller.Tenant, cancellationToken);
        return [.. all.Where(i => i.Document.IsOpen(now)).OrderByDescending(i => i.Document.CreatedAt).Select(i => InvitationView.Of(i.Id, i.Document))];
    }

    /// <summary>Takes an invitation back: its token is worth nothing from now on.</summary>
    public async Task<Result<InvitationView>> RevokeAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await FindOpenAsync(caller.Tenant, id, cancellationToken) is not { } stored)
            {
                return RequestErrors.NotFound("invitation");
            }

            // The record stays for a while, so that the address cannot be mailed again and again.
            var revoked = stored.Document with { TokenHash = null, Slot = null };
            var written = await store.WriteAsync(
                [
                    DocumentWrite.Replace(InvitationDocument.Collection, caller.Tenant, id, stored.Version, revoked),
                    audit.Entry(Act("invitation.revoked", actor, caller.Tenant, id, ("email", revoked.Email))),
                ],
                cancellationToken);
            if (written.IsApplied)
            {
                return InvitationView.Of(id, stored.Document);
            }
        }

        return RequestErrors.VersionConflict("invitation");
    }

    /// <summary>Mails an invitation again, with a new token and a new time; the one before is worth nothing then.</summary>
    public async Task<Result<InvitationView>> ResendAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await FindOpenAsync(caller.Tenant, id, cancellationToken) is not { } stored)
        {
            return RequestErrors.NotFound("invitation");
        }

        if (WaitFor(stored.Document) is { } wait)
        {
            return OrganizationErrors.InvitationCooldown(wait);
        }

        var token = InvitationToken.Create(caller.OrganizationId);
        var next = Sent(stored.Document) with
        {
            TokenHash = InvitationToken.HashOf(token),
            ExpiresAt = clock.GetUtcNow() + options.InvitationLifetime,
            InvitedById = caller.UserId.ToString(),
            InvitedBy = caller.Email,
        };
        var written = await store.WriteAsync(
            [
                DocumentWrite.Replace(InvitationDocument.Collection, caller.Tenant, id, stored.Version, next),
                audit.Entry(Act("invitation.resent", actor, caller.Tenant, id, ("email", next.Email))),
            ],
            cancellationToken);
        if (!written.IsApplied)
        {
            return RequestErrors.VersionConflict("invitation");
        }

        await MailAsync(caller, next, token, cancellationToken);
        return InvitationView.Of(id, next);
    }

    internal static AuditAct Act(string action, AuditActor actor, Tenant tenant, string id, params (string Name, string Value)[] details) =>
        new(action, actor, tenant)
        {
            TargetType = "invitation",
            TargetId = id,
            Details = details.ToDictionary(d => d.Name, d => d.Value),
        };

    private static Error? Check(string email, Role role, out string address)
    {
        var faults = new Dictionary<string, IReadOnlyList<string>>();
        address = EmailAddress.TryParse(email, out var parsed) ? parsed.ToString() : string.Empty;
        if (address.Length == 0)
        {
            faults["email"] = ["email is no mail address."];
        }

        if (role is Role.None or Role.Owner)
        {
            faults["role"] = ["role must be admin, member or viewer."];
        }

        return faults.Count == 0 ? null : RequestErrors.Invalid(faults);
    }

    private async Task<Result<(string Id, InvitationDocument Invitation, IReadOnlyList<DocumentWrite> Writes, string Token)>> PrepareAsync(
        Caller caller, string email, string role, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var all = await AllAsync(caller.Tenant, cancellationToken);
        var before = all.FirstOrDefault(i => i.Document.Email == email);
        if (before is not null && before.Document.IsOpen(now))
        {
            return OrganizationErrors.Invited();
        }

        if (before is not null && WaitFor(before.Document) is { } wait)
        {
            return OrganizationErrors.InvitationCooldown(wait);
        }

        // What is over gives its place back here, whether or not the store has swept it.
        var over = all.Where(i => i.Document.Slot is not null && !i.Document.IsOpen(now) && i.Id != before?.Id).ToList();
        var taken = all.Where(i => i.Document.IsOpen(now)).Select(i => i.Document.Slot!.Value).ToHashSet();
        var slot = Enumerable.Range(0, options.OpenInvitations).Where(s => !taken.Contains(s)).Select(s => (int?)s).FirstOrDefault();
        if (slot is null)
        {
            return OrganizationErrors.InvitationLimit(options.OpenInvitations);
        }

        var token = InvitationToken.Create(caller.OrganizationId);
        var counted = before is null ? (Day: DateOnly.FromDateTime(now.UtcDateTime), Count: 1) : (Day: Sent(before.Document).SentOn, Count: Sent(before.Document).SentCount);
        var invitation = new InvitationDocument(
            email, role, caller.UserId.ToString(), caller.Email, InvitationToken.HashOf(token), slot, now, now, counted.Day, counted.Count, now + options.InvitationLifetime);
        var id = before?.Id ?? DocumentId.New(clock).ToString();
        return (
            id,
            invitation,
            [
                .. over.Select(i => DocumentWrite.Delete(InvitationDocument.Collection, caller.Tenant, i.Id, i.Version)),
                before is null
                    ? DocumentWrite.Insert(InvitationDocument.Collection, caller.Tenant, id, invitation)
                    : DocumentWrite.Replace(InvitationDocument.Collection, caller.Tenant, id, before.Version, invitation),
            ],
            token);
    }

    private async Task MailAsync(Caller caller, InvitationDocument invitation, string token, CancellationToken cancellationToken)
    {
        var organization = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, caller.OrganizationId.ToString(), cancellationToken);
        await mails.SendAsync(organization?.Document.Name ?? string.Empty, invitation, token, cancellationToken);
    }

    private async Task<IReadOnlyList<Stored<InvitationDocument>>> AllAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        List<Stored<InvitationDocument>> all = [];
        string? cursor = null;
        do
        {
            var query = new DocumentQuery("id") { Limit = 1_000, Cursor = cursor };
            var page = await store.QueryAsync(InvitationDocument.Collection, tenant, query, cancellationToken);
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return all;
    }

    private async Task<Stored<InvitationDocument>?> FindOpenAsync(Tenant tenant, string id, CancellationToken cancellationToken)
    {
        var stored = DocumentId.TryParse(id, out _)
            ? await store.GetAsync(InvitationDocument.Collection, tenant, id, cancellationToken)
            : null;
        return stored is not null && stored.Document.IsOpen(clock.GetUtcNow()) ? stored : null;
    }

    private TimeSpan? WaitFor(InvitationDocument invitation)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (invitation.SentOn == today && invitation.SentCount >= MailsADay)
        {
            return today.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - now.UtcDateTime;
        }

        var next = invitation.SentAt + Cooldown;
        return next > now ? next - now : null;
    }

    private InvitationDocument Sent(InvitationDocument invitation)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return invitation with { SentAt = now, SentOn = today, SentCount = invitation.SentOn == today ? invitation.SentCount + 1 : 1 };
    }
}
