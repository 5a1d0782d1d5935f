using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>
/// Which account an identity of Google or GitHub opens: the one it was linked to, whatever its address is by now; a new one when nobody
/// has its address; and never one that merely has the same address (OWASP ASVS 5.0, 6.8.1).
/// </summary>
internal sealed class ProviderAccounts(IDocumentStore store, AccountOpening opening, AuditLog audit, TimeProvider clock)
{
    private const int MaxName = 100;

    /// <summary>The account, and what makes it so.</summary>
    public async Task<Result<AdmittedPerson>> AdmitAsync(OutsideIdentity identity, AuditActor actor, CancellationToken cancellationToken)
    {
        var session = new SignInSession(identity.HasSecondFactor, identity.SessionEndsAt);
        var known = await KnownAsync(identity, cancellationToken);
        if (!known.IsSuccess)
        {
            return known.Error;
        }

        if (known.Value is (var userId, { } seen))
        {
            return new AdmittedPerson(userId, session, [seen]);
        }

        var added = await NewAsync(identity, actor, cancellationToken);
        return added.IsSuccess ? new AdmittedPerson(added.Value.UserId, session, added.Value.Writes) : added.Error;
    }

    /// <summary>The account that the identity is linked to and the write that notes its use; a null write when it is linked to none.</summary>
    internal async Task<Result<(string UserId, DocumentWrite? Seen)>> KnownAsync(OutsideIdentity identity, CancellationToken cancellationToken)
    {
        var linked = await store.FindAsync(
            OutsideIdentityDocument.Collection,
            Tenant.System,
            OutsideIdentityDocument.BySubject,
            [identity.Realm, identity.Issuer, identity.Subject],
            cancellationToken);
        if (linked is null)
        {
            return (string.Empty, (DocumentWrite?)null);
        }

        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, linked.Document.UserId, cancellationToken);
        if (account is null || account.Document.IsDisabled)
        {
            return SignInErrors.AccountClosed();
        }

        var seen = linked.Document with { Email = identity.Email ?? linked.Document.Email, LastUsedAt = clock.GetUtcNow() };
        return (account.Id, DocumentWrite.Replace(OutsideIdentityDocument.Collection, Tenant.System, linked.Id, linked.Version, seen));
    }

    /// <summary>A new account for an identity whose proven address nobody has.</summary>
    internal async Task<Result<(string UserId, IReadOnlyList<DocumentWrite> Writes)>> NewAsync(
        OutsideIdentity identity, AuditActor actor, CancellationToken cancellationToken)
    {
        if (!identity.IsEmailVerified || !EmailAddress.TryParse(identity.Email, out var email))
        {
            return SignInErrors.EmailUnverified();
        }

        if (await store.FindAsync(AccountDocument.Collection, Tenant.System, AccountDocument.ByEmail, [email.ToString()], cancellationToken) is not null)
        {
            return SignInErrors.NotLinked();
        }

        // No password: the account opens by its identity, or by a reset through its own mailbox.
        var (userId, _, account) = opening.NewAccount(email.ToString(), NameOf(identity, email), passwordHash: null);
        var (_, link) = Link(identity, userId);
        return (userId, (IReadOnlyList<DocumentWrite>)
        [
            .. account,
            link,
            audit.Entry(new AuditAct("account.created", actor, Tenant.System)
            {
                TargetType = "account",
                TargetId = userId,
                SubjectUserId = userId,
                Details = new Dictionary<string, string> { ["by"] = identity.Realm },
            }),
        ]);
    }

    /// <summary>The write that links an identity; refused as a duplicate when it is linked already.</summary>
    internal (string Id, DocumentWrite Write) Link(OutsideIdentity identity, string userId)
    {
        var id = DocumentId.New(clock).ToString();
        var document = new OutsideIdentityDocument(
            identity.Realm, identity.Issuer, identity.Subject, userId, identity.Email, clock.GetUtcNow(), clock.GetUtcNow());
        return (id, DocumentWrite.Insert(OutsideIdentityDocument.Collection, Tenant.System, id, document));
    }

    private static string NameOf(OutsideIdentity identity, EmailAddress email)
    {
        var name = identity.Name?.Trim() ?? string.Empty;
        return DisplayText.Fault(name, MaxName) is null ? name : email.Local;
    }
}
