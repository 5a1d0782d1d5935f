using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Sessions;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>What happens once a code was right: the account exists, and a session of it is open; all of it or nothing.</summary>
internal sealed class AccountOpening(IDocumentStore store, SessionRegistry sessions, TimeProvider clock)
{
    /// <summary>The new session; null when a write lost its race, or the account is gone.</summary>
    /// <param name="challenge">What was confirmed.</param>
    /// <param name="used">The writes that end the challenge.</param>
    /// <param name="client">With what the session will be used.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<OpenedSession?> OpenAsync(
        ChallengeDocument challenge, IReadOnlyList<DocumentWrite> used, SessionClient client, CancellationToken cancellationToken)
    {
        var start = new SessionStart(SessionStart.EmailCode, HasSecondFactor: true) { Client = client };
        if (challenge is { Purpose: ChallengePurpose.Registration, Name: { } name, PasswordHash: { } passwordHash })
        {
            var (userId, account, writes) = NewAccount(challenge.Email, name, passwordHash);
            var (first, opensFirst) = sessions.Prepare(userId, account, start);
            return (await store.WriteAsync([.. used, .. writes, opensFirst], cancellationToken)).IsApplied ? first : null;
        }

        var stored = challenge.UserId is null
            ? null
            : await store.GetAsync(AccountDocument.Collection, Tenant.System, challenge.UserId, cancellationToken);
        if (stored is null || stored.Document.IsDisabled)
        {
            return null;
        }

        var (session, opens) = sessions.Prepare(stored.Id, stored.Document, start);
        return (await store.WriteAsync([.. used, opens], cancellationToken)).IsApplied ? session : null;
    }

    /// <summary>The writes that make an account with its personal organization and default workspace.</summary>
    public (string UserId, AccountDocument Account, IReadOnlyList<DocumentWrite> Writes) NewAccount(string email, string name, string passwordHash)
    {
        var now = clock.GetUtcNow();
        var userId = DocumentId.New(clock).ToString();
        var organizationId = DocumentId.New(clock).ToString();
        var account = new AccountDocument(email, name, passwordHash, organizationId, now);
        var organization = new OrganizationDocument(name, DocumentId.New(clock).ToString(), IsPersonal: true, now);
        var member = new MemberDocument(organizationId, userId, Roles.Name(Role.Owner), now);
        return (
            userId,
            account,
            [
                DocumentWrite.Insert(AccountDocument.Collection, Tenant.System, userId, account),
                DocumentWrite.Insert(OrganizationDocument.Collection, Tenant.System, organizationId, organization),
                DocumentWrite.Insert(MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(organizationId, userId), member),
            ]);
    }
}
