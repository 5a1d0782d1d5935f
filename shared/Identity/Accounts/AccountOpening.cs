using HiveFlow.Audit;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.Sessions;
using HiveFlow.Identity.SignIn;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>What happens once a code was right: the account exists, and a session of it is open; all of it or nothing.</summary>
internal sealed class AccountOpening(IDocumentStore store, SessionRegistry sessions, AuditLog audit, TimeProvider clock)
{
    /// <summary>The new session; null when a write lost its race, or the account is gone.</summary>
    /// <param name="proven">What was confirmed, and how.</param>
    /// <param name="client">With what the session will be used.</param>
    /// <param name="actor">Who confirmed it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<OpenedSession?> OpenAsync(
        ProvenChallenge proven, SessionClient client, AuditActor actor, CancellationToken cancellationToken)
    {
        var challenge = proven.Document;
        var start = StartOf(proven.Method, client, challenge.Limits);
        if (challenge is { Purpose: ChallengePurpose.Registration, Name: { } name, PasswordHash: { } passwordHash })
        {
            var (userId, account, writes) = NewAccount(challenge.Email, name, passwordHash);
            var (first, opensFirst) = sessions.Prepare(userId, account, start);
            IReadOnlyList<DocumentWrite> all =
                [.. proven.Used, .. writes, opensFirst, EntryOf("account.created", userId, start, actor), EntryOf("session.opened", userId, start, actor)];
            return (await store.WriteAsync(all, cancellationToken)).IsApplied ? first : null;
        }

        var stored = challenge is not { Purpose: ChallengePurpose.Login, UserId: { } known }
            ? null
            : await store.GetAsync(AccountDocument.Collection, Tenant.System, known, cancellationToken);
        if (stored is null || stored.Document.IsDisabled || stored.Document.Stamp != challenge.Stamp)
        {
            return null;
        }

        var (session, opens) = sessions.Prepare(stored.Id, stored.Document, start);
        var code = challenge.SignInCodeId is not { } codeId
            ? null
            : await store.GetAsync(SignInCodeDocument.Collection, Tenant.System, codeId, cancellationToken);
        IReadOnlyList<DocumentWrite> noted = code is null ? [] : [SignInCodes.Opened(code, opens.Id)];
        var written = await store.WriteAsync(
            [.. proven.Used, opens, .. noted, EntryOf("session.opened", stored.Id, start, actor)], cancellationToken);
        return written.IsApplied ? session : null;
    }

    /// <summary>The writes that make an account with its personal organization and default workspace; without a password it has one that nobody knows.</summary>
    public (string UserId, AccountDocument Account, IReadOnlyList<DocumentWrite> Writes) NewAccount(string email, string name, string? passwordHash)
    {
        var now = clock.GetUtcNow();
        var userId = DocumentId.New(clock).ToString();
        var organizationId = DocumentId.New(clock).ToString();
        var account = new AccountDocument(email, name, passwordHash ?? PasswordHash.Dummy, organizationId, now) { IsPasswordless = passwordHash is null };
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

    private static SessionStart StartOf(string method, SessionClient client, SessionLimits? limits)
    {
        var start = new SessionStart(method, HasSecondFactor: true) { Client = client };
        return limits is null
            ? start
            : start with
            {
                EndsAt = limits.EndsAt,
                ConnectionId = limits.ConnectionId,
                OrganizationId = limits.OrganizationId,
                MaxRole = limits.MaxRole is { } role ? Roles.Parse(role) : start.MaxRole,
            };
    }

    // The person is known from here on, though the request came without a credential.
    private DocumentWrite EntryOf(string action, string userId, SessionStart start, AuditActor actor) =>
        audit.Entry(new AuditAct(action, actor with { UserId = userId }, Tenant.System)
        {
            SubjectUserId = userId,
            Details = new Dictionary<string, string> { ["method"] = start.Method },
        });
}
