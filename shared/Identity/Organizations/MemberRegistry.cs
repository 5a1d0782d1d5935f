using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>
/// The members of the caller's organization. An organization always has an owner; only owners make or touch owners; who goes loses
/// their API keys of that organization with it.
/// </summary>
public sealed class MemberRegistry
{
    private const int MaxRaces = 20;
    private const int MaxKeys = 1_000;
    private readonly IDocumentStore store;
    private readonly MemberChanges changes;
    private readonly AuditLog audit;
    private readonly Revocations revocations;

    internal MemberRegistry(IDocumentStore store, MemberChanges changes, AuditLog audit, Revocations revocations)
    {
        this.store = store;
        this.changes = changes;
        this.audit = audit;
        this.revocations = revocations;
    }

    /// <summary>A page of members, those who joined last first.</summary>
    public async Task<(IReadOnlyList<MemberView> Members, string? NextCursor)> ListAsync(
        Caller caller, int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var query = new DocumentQuery(MemberDocument.ByOrganization) { EqualTo = [caller.OrganizationId], Limit = limit, Cursor = cursor };
        var page = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);
        var ids = page.Items.Select(m => m.Document.UserId).ToList();
        var accounts = (await store.GetManyAsync(AccountDocument.Collection, Tenant.System, ids, cancellationToken)).ToDictionary(a => a.Id);
        return ([.. page.Items.Where(m => accounts.ContainsKey(m.Document.UserId)).Select(m => View(m.Document, accounts[m.Document.UserId].Document))], page.NextCursor);
    }

    /// <summary>Gives a member another role.</summary>
    public async Task<Result<MemberView>> ChangeRoleAsync(
        Caller caller, string userId, string roleName, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(userId);
        var role = Roles.Parse(roleName);
        if (role == Role.None)
        {
            return RequestErrors.Invalid("role", "role must be owner, admin, member or viewer.");
        }

        var changed = await ChangeAsync(caller, userId, role, "member.role_changed", actor, cancellationToken);
        if (!changed.IsSuccess)
        {
            return changed.Error;
        }

        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
        return account is null ? RequestErrors.NotFound("member") : View(changed.Value, account.Document);
    }

    /// <summary>Removes a member, and their API keys of this organization, at once and everywhere.</summary>
    public async Task<Result> RemoveAsync(Caller caller, string userId, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(userId);
        var action = userId == caller.UserId.ToString() ? "member.left" : "member.removed";
        var removed = await ChangeAsync(caller, userId, Role.None, action, actor, cancellationToken);
        return removed.IsSuccess ? Result.Success : removed.Error;
    }

    /// <summary>Makes another member an owner and the caller an admin, both or nothing.</summary>
    public async Task<Result> TransferAsync(Caller caller, string userId, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(userId);
        var (organization, self) = (caller.OrganizationId.ToString(), caller.UserId.ToString());
        if (userId == self)
        {
            return RequestErrors.Invalid("userId", "userId must be another member.");
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var heir = await FindAsync(organization, userId, cancellationToken);
            var owner = await FindAsync(organization, self, cancellationToken);
            var stored = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organization, cancellationToken);
            if (heir is null || owner is null || stored is null)
            {
                return RequestErrors.NotFound("member");
            }

            if (Roles.Parse(owner.Document.Role) != Role.Owner)
            {
                return OrganizationErrors.RoleCeiling();
            }

            var written = await store.WriteAsync(
                [
                    Replace(heir, Role.Owner),
                    Replace(owner, Role.Admin),
                    DocumentWrite.Replace(OrganizationDocument.Collection, Tenant.System, organization, stored.Version, stored.Document),
                    audit.Entry(Act("organization.transferred", actor, caller, userId, heir.Document.Role, Roles.Name(Role.Owner))),
                ],
                cancellationToken);
            if (written.IsApplied)
            {
                revocations.Publish(RevocationKind.User, userId);
                revocations.Publish(RevocationKind.User, self);
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("member");
    }

    private async Task<Result<MemberDocument>> ChangeAsync(
        Caller caller, string userId, Role role, string action, AuditActor actor, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var member = await FindAsync(caller.OrganizationId.ToString(), userId, cancellationToken);
            if (member is null)
            {
                return RequestErrors.NotFound("member");
            }

            if (await RefusalAsync(caller, member.Document, role, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            var guard = await changes.GuardAsync(member.Document, role, cancellationToken);
            if (!guard.IsSuccess)
            {
                return guard.Error;
            }

            var keys = role == Role.None ? await KeysAsync(member.Document, cancellationToken) : [];
            var changed = member.Document with { Role = Roles.Name(role) };
            List<DocumentWrite> writes =
            [
                role == Role.None
                    ? DocumentWrite.Delete(MemberDocument.Collection, Tenant.System, member.Id, member.Version)
                    : Replace(member, role),
                .. keys.Select(key => DocumentWrite.Delete(ApiKeyDocument.Collection, Tenant.System, key)),
                audit.Entry(Act(action, actor, caller, userId, member.Document.Role, role == Role.None ? "none" : changed.Role)),
            ];
            if (guard.Value is { } write)
            {
                writes.Add(write);
            }

            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                revocations.Publish(RevocationKind.User, userId);
                foreach (var key in keys)
                {
                    revocations.Publish(RevocationKind.Key, key);
                }

                return changed;
            }
        }

        return RequestErrors.VersionConflict("member");
    }

    private async Task<Error?> RefusalAsync(Caller caller, MemberDocument member, Role role, CancellationToken cancellationToken)
    {
        var mine = await changes.RoleNowAsync(caller, cancellationToken);
        var isSelf = member.UserId == caller.UserId.ToString();
        if (mine < Role.Owner && !(isSelf && role < mine) && (role == Role.Owner || Roles.Parse(member.Role) == Role.Owner))
        {
            return OrganizationErrors.RoleCeiling();
        }

        if (mine < Role.Admin && !(isSelf && role == Role.None))
        {
            return OrganizationErrors.RoleCeiling();
        }

        if (role != Role.None)
        {
            return null;
        }

        // Without their own organization a person could not log in any more.
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, member.UserId, cancellationToken);
        return account?.Document.OrganizationId == member.OrganizationId ? OrganizationErrors.Personal() : null;
    }

    private async Task<IReadOnlyList<string>> KeysAsync(MemberDocument member, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(ApiKeyDocument.ByOwner) { EqualTo = [member.OrganizationId, member.UserId], Limit = MaxKeys };
        var page = await store.QueryAsync(ApiKeyDocument.Collection, Tenant.System, query, cancellationToken);
        return [.. page.Items.Select(k => k.Id)];
    }

    private async Task<Stored<MemberDocument>?> FindAsync(string organizationId, string userId, CancellationToken cancellationToken) =>
        DocumentId.TryParse(userId, out _) ? await changes.FindAsync(organizationId, userId, cancellationToken) : null;

    private static DocumentWrite Replace(Stored<MemberDocument> member, Role role) => DocumentWrite.Replace(
        MemberDocument.Collection, Tenant.System, member.Id, member.Version, member.Document with { Role = Roles.Name(role) });

    private static MemberView View(MemberDocument member, AccountDocument account) =>
        new(member.UserId, account.Email, account.Name, member.Role, member.JoinedAt);

    private static AuditAct Act(string action, AuditActor actor, Caller caller, string userId, string before, string after) =>
        new(action, actor, caller.Tenant)
        {
            TargetType = "member",
            TargetId = userId,
            SubjectUserId = userId,
            Details = new Dictionary<string, string> { ["before"] = before, ["after"] = after },
        };
}
