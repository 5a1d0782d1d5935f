using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>
/// An organization's owner or admin removes the lost authenticator of a member, who can log in with password and mailed code then.
/// Accounts are people's own: who is in another organization too, beside their personal one, is out of reach, because an
/// organization could invite a stranger and weaken what protects them elsewhere.
/// </summary>
public sealed class TotpReset
{
    private const int MaxMemberships = 200;

    private readonly IDocumentStore store;
    private readonly SecondFactors factors;
    private readonly FactorNotices notices;
    private readonly AuditLog audit;
    private readonly Revocations revocations;

    internal TotpReset(IDocumentStore store, SecondFactors factors, FactorNotices notices, AuditLog audit, Revocations revocations)
    {
        this.store = store;
        this.factors = factors;
        this.notices = notices;
        this.audit = audit;
        this.revocations = revocations;
    }

    /// <summary>Resets it. 404 for who is no member; 403 for oneself, one's equals and betters, and members of other organizations.</summary>
    public async Task<Result> RunAsync(Caller caller, string userId, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(actor);
        if (!DocumentId.TryParse(userId, out var user))
        {
            return RequestErrors.NotFound("member");
        }

        var memberId = MemberDocument.IdOf(caller.OrganizationId.ToString(), userId);
        var member = await store.GetAsync(MemberDocument.Collection, Tenant.System, memberId, cancellationToken);
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
        if (member is null || account is null)
        {
            return RequestErrors.NotFound("member");
        }

        if (await RefusalAsync(caller, user, Roles.Parse(member.Document.Role), cancellationToken) is { } refusal)
        {
            await audit.RecordAsync(ActOf(caller, userId, actor) with { IsRefused = true }, cancellationToken);
            return refusal;
        }

        if (!await factors.IsEnrolledAsync(userId, cancellationToken))
        {
            return SecondFactorErrors.NotEnrolled();
        }

        await store.WriteAsync([.. SecondFactors.Removal(userId), audit.Entry(ActOf(caller, userId, actor))], cancellationToken);
        revocations.Publish(RevocationKind.User, userId);
        notices.Reset(account.Document.Email, actor);
        return Result.Success;
    }

    private async Task<Error?> RefusalAsync(Caller caller, DocumentId user, Role role, CancellationToken cancellationToken)
    {
        if (user == caller.UserId)
        {
            return SecondFactorErrors.ResetForbidden("Nobody resets their own authenticator so; use a recovery code, or disable it.");
        }

        if (caller.Role < Role.Owner && role >= caller.Role)
        {
            return SecondFactorErrors.ResetForbidden("An admin resets the authenticator of members and viewers; that of an admin or owner takes an owner.");
        }

        var query = new DocumentQuery(MemberDocument.ByUser) { EqualTo = [user.ToString()], Limit = MaxMemberships };
        var memberships = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);
        var others = memberships.Items.Select(m => m.Document.OrganizationId).Where(o => o != caller.OrganizationId.ToString()).ToList();
        var organizations = await store.GetManyAsync(OrganizationDocument.Collection, Tenant.System, others, cancellationToken);
        return organizations.Any(o => !o.Document.IsPersonal) || memberships.Items.Count == MaxMemberships
            ? SecondFactorErrors.ResetForbidden("This member is in another organization too, whose protection would be weakened; they need a recovery code.")
            : null;
    }

    private static AuditAct ActOf(Caller caller, string userId, AuditActor actor) =>
        new("totp.reset", actor, caller.Tenant) { TargetType = "member", TargetId = userId, SubjectUserId = userId };
}
