using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.SignIn;
using HiveFlow.Live.Signals;
using HiveFlow.Mail;
using HiveFlow.Mail.Templates;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>
/// Deletes a person's account, in one write: account, authenticator, outside identities and memberships are gone, and organizations that
/// nobody else is in are closed. From then on no session or key of the person opens anything, and the address can be registered anew.
/// What they owned is removed in the background: see <see cref="AccountRemoval"/> and <see cref="OrganizationRemoval"/>. The audit log stays.
/// </summary>
public sealed class AccountDeletion
{
    private const int MaxRaces = 10;
    private const int Most = 200;
    private readonly IDocumentStore store;
    private readonly AccountPasswords passwords;
    private readonly MemberChanges members;
    private readonly Revocations revocations;
    private readonly MailPost post;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;

    internal AccountDeletion(
        IDocumentStore store,
        AccountPasswords passwords,
        MemberChanges members,
        Revocations revocations,
        MailPost post,
        AuditLog audit,
        TimeProvider clock)
    {
        this.store = store;
        this.passwords = passwords;
        this.members = members;
        this.revocations = revocations;
        this.post = post;
        this.audit = audit;
        this.clock = clock;
    }

    /// <summary>Deletes the caller's account; <c>last_owner</c> while others are in an organization that would have no owner.</summary>
    /// <param name="caller">Whose session has a fresh second factor.</param>
    /// <param name="password">The present one; not looked at for an account that was opened by an outside provider and has none.</param>
    /// <param name="actor">For the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result> DeleteAsync(Caller caller, string? password, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        var userId = caller.UserId.ToString();
        var first = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
        if (first is { Document.IsPasswordless: false })
        {
            var proven = await passwords.CheckAsync(caller, password ?? string.Empty, actor, cancellationToken);
            if (!proven.IsSuccess)
            {
                return proven.Error;
            }
        }

        return await DeleteAsync(
            userId, account => account?.Stamp == caller.AccountStamp ? null : CredentialErrors.Invalid(), actor, cancellationToken);
    }

    /// <summary>Deletes somebody's account for them; as <see cref="DeleteAsync(Caller, string?, AuditActor, CancellationToken)"/> otherwise.</summary>
    /// <param name="caller">An operator, whom the gate has checked.</param>
    /// <param name="userId">Whose account; not the caller's own.</param>
    /// <param name="actor">For the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result> EraseAsync(Caller caller, string userId, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        if (userId == caller.UserId.ToString())
        {
            return RequestErrors.Invalid("id", "id must not be your own.");
        }

        return DocumentId.TryParse(userId, out _)
            ? await DeleteAsync(userId, account => account is null ? RequestErrors.NotFound("user") : null, actor, cancellationToken)
            : RequestErrors.NotFound("user");
    }

    private async Task<Result> DeleteAsync(
        string userId, Func<AccountDocument?, Error?> fault, AuditActor actor, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
            if (fault(account?.Document) is { } refused)
            {
                return refused;
            }

            if (account is null)
            {
                return CredentialErrors.Invalid();
            }

            var plan = await PlanAsync(account, cancellationToken);
            if (!plan.IsSuccess)
            {
                return plan.Error;
            }

            var (writes, organizations, closed) = plan.Value;
            writes.Add(DocumentWrite.Insert(
                AccountRemovalDocument.Collection, Tenant.System, userId, new AccountRemovalDocument(organizations, clock.GetUtcNow())));
            writes.Add(audit.Entry(new AuditAct("account.deleted", actor, Tenant.System)
            {
                TargetType = "account",
                TargetId = userId,
                SubjectUserId = userId,
            }));
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                revocations.Publish(RevocationKind.User, userId);
                closed.ForEach(id => revocations.Publish(RevocationKind.Organization, id));
                post.TryPost(MailTemplates.Notice(
                    account.Document.Email,
                    new SecurityNotice("Your account was deleted. What you owned in HiveFlow is being removed.", clock.GetUtcNow(), actor.Address)));
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("account");
    }

    // Every part goes under the version it was read in, so that whoever joins, leaves or is made owner meanwhile is seen in another round.
    private async Task<Result<(List<DocumentWrite> Writes, List<string> Organizations, List<string> Closed)>> PlanAsync(
        Stored<AccountDocument> account, CancellationToken cancellationToken)
    {
        List<DocumentWrite> writes =
        [
            DocumentWrite.Delete(AccountDocument.Collection, Tenant.System, account.Id, account.Version),
            .. SecondFactors.Removal(account.Id),
        ];
        List<string> closed = [];
        var identities = await store.QueryAsync(
            OutsideIdentityDocument.Collection,
            Tenant.System,
            new DocumentQuery(OutsideIdentityDocument.ByUser) { EqualTo = [account.Id], Limit = Most },
            cancellationToken);
        writes.AddRange(identities.Items.Select(i => DocumentWrite.Delete(OutsideIdentityDocument.Collection, Tenant.System, i.Id)));
        var mine = await store.QueryAsync(
            MemberDocument.Collection,
            Tenant.System,
            new DocumentQuery(MemberDocument.ByUser) { EqualTo = [account.Id], Limit = Most },
            cancellationToken);
        foreach (var member in mine.Items)
        {
            writes.Add(DocumentWrite.Delete(MemberDocument.Collection, Tenant.System, member.Id, member.Version));
            var organizationId = member.Document.OrganizationId;
            var organization = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId, cancellationToken);
            if (organization is null || organization.Document.DeletedAt is not null)
            {
                continue;
            }

            if (await IsAloneAsync(organizationId, cancellationToken))
            {
                var gone = organization.Document with { DeletedAt = clock.GetUtcNow() };
                writes.Add(DocumentWrite.Replace(OrganizationDocument.Collection, Tenant.System, organizationId, organization.Version, gone));
                closed.Add(organizationId);
                continue;
            }

            // A person's own organization goes with them, so that nobody else may be in it by then.
            var guard = organizationId == account.Document.OrganizationId
                ? OrganizationErrors.LastOwner()
                : await members.GuardAsync(member.Document, Role.None, cancellationToken);
            if (!guard.IsSuccess)
            {
                return guard.Error;
            }

            if (guard.Value is { } write)
            {
                writes.Add(write);
            }
        }

        return (writes, mine.Items.Select(m => m.Document.OrganizationId).ToList(), closed);
    }

    private async Task<bool> IsAloneAsync(string organizationId, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(MemberDocument.ByOrganization) { EqualTo = [organizationId], Limit = 2 };
        return (await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken)).Items.Count < 2;
    }
}
