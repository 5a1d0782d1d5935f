using System.Security.Cryptography;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Tokens;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sessions;

/// <summary>
/// Opens and ends sessions. The truth about them stands in the store; ending one is written there first and then told to every
/// instance. All of a person's end by one write to their account, whose stamp each session repeats.
/// </summary>
public sealed class SessionRegistry
{
    private const int IdBytes = 16;
    private const int MaxRaces = 10;
    private readonly IDocumentStore store;
    private readonly SignedTokens tokens;
    private readonly AccountChanges changes;
    private readonly AuditLog audit;
    private readonly Revocations revocations;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly IdentityOptions options;

    internal SessionRegistry(
        IDocumentStore store,
        SignedTokens tokens,
        AccountChanges changes,
        AuditLog audit,
        Revocations revocations,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        ILogger<SessionRegistry> logger)
    {
        this.store = store;
        this.tokens = tokens;
        this.changes = changes;
        this.audit = audit;
        this.revocations = revocations;
        this.clock = clock;
        this.logger = logger;
        this.options = options.Value;
    }

    /// <summary>The caller's sessions that are not over, the newest first.</summary>
    public async Task<IReadOnlyList<SessionView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var sessions = await OfAsync(caller.UserId.ToString(), cancellationToken);
        return
        [
            .. sessions.OrderByDescending(s => s.Document.CreatedAt).ThenBy(s => s.Id, StringComparer.Ordinal)
                .Select(s => SessionView.Of(s.Id, s.Document, caller.SessionId)),
        ];
    }

    /// <summary>Ends the caller's session, everywhere.</summary>
    /// <exception cref="ArgumentException">The caller used a key.</exception>
    public Task LogOutAsync(Caller caller, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.SessionId is { } id
            ? EndOneAsync(id, caller.UserId.ToString(), actor, cancellationToken)
            : throw new ArgumentException("A key has no session to end.", nameof(caller));
    }

    /// <summary>Ends one of the caller's sessions; <c>not_found</c> for any other.</summary>
    /// <param name="caller">Whose session it is.</param>
    /// <param name="id">As <see cref="ListAsync"/> names it.</param>
    /// <param name="actor">For the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result> EndAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var userId = caller.UserId.ToString();
        var session = (await OfAsync(userId, cancellationToken)).FirstOrDefault(s => SessionView.IdOf(s.Id) == id);
        if (session is null)
        {
            return RequestErrors.NotFound("session");
        }

        await EndOneAsync(session.Id, userId, actor, cancellationToken);
        return Result.Success;
    }

    /// <summary>Ends the caller's sessions but the one that asks, everywhere, also those that are being opened right now.</summary>
    public Task<Result> EndOthersAsync(Caller caller, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var ended = audit.Entry(new AuditAct("session.others_ended", actor, Tenant.System) { SubjectUserId = caller.UserId.ToString() });
        return changes.EndSessionsAsync(caller.UserId.ToString(), caller.SessionId, static account => account, [ended], cancellationToken);
    }

    /// <summary>Ends all sessions of a person, everywhere, also those that are being opened right now.</summary>
    public Task<Result> EndAllAsync(string userId, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var ended = audit.Entry(new AuditAct("session.all_ended", actor, Tenant.System) { SubjectUserId = userId });
        return changes.EndSessionsAsync(userId, null, static account => account, [ended], cancellationToken);
    }

    /// <summary>
    /// A new session and the write that opens it; it is one only when that write is applied. How many a person may have is seen to
    /// when it is first used.
    /// </summary>
    internal (OpenedSession Session, DocumentWrite Write) Prepare(string userId, AccountDocument account, SessionStart start)
    {
        var now = clock.GetUtcNow();
        var latest = now + options.SessionLifetime;
        return Prepare(userId, account, start, now, start.EndsAt is { } endsAt && endsAt < latest ? endsAt : latest);
    }

    /// <summary>
    /// Another token for the caller's session after they proved themself anew; the old one is over. It ends when the old one would
    /// have ended.
    /// </summary>
    /// <param name="caller">Whose session goes on.</param>
    /// <param name="start">The new proof.</param>
    /// <param name="alongside">Writes that are applied with it or not at all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Result<OpenedSession>> RenewAsync(
        Caller caller, SessionStart start, IReadOnlyList<DocumentWrite> alongside, CancellationToken cancellationToken)
    {
        var userId = caller.UserId.ToString();
        for (var race = 0; race < MaxRaces; race++)
        {
            var old = caller.SessionId is null
                ? null
                : await store.GetAsync(SessionDocument.Collection, Tenant.System, caller.SessionId, cancellationToken);
            var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
            if (old is null || account is null || account.Document.IsDisabled || old.Document.Stamp != account.Document.Stamp)
            {
                return CredentialErrors.Invalid();
            }

            var ends = start.EndsAt is { } endsAt && endsAt < old.Document.ExpiresAt ? endsAt : old.Document.ExpiresAt;
            var same = start with
            {
                Client = start.Client with { KeepsCookie = old.Document.IsCookie },
                OrganizationId = old.Document.OrganizationId,
                MaxRole = old.Document.MaxRole is { } role ? Roles.Parse(role) : start.MaxRole,
                ConnectionId = old.Document.ConnectionId,
            };
            var (session, opens) = Prepare(userId, account.Document, same, old.Document.CreatedAt, ends);
            var closes = DocumentWrite.Delete(SessionDocument.Collection, Tenant.System, old.Id, old.Version);
            var written = await store.WriteAsync([closes, opens, .. alongside], cancellationToken);
            if (written.IsApplied)
            {
                revocations.Publish(RevocationKind.Session, old.Id);
                return session;
            }

            if (written.FailedIndex != 0)
            {
                return RequestErrors.VersionConflict("session");
            }
        }

        return RequestErrors.VersionConflict("session");
    }

    private (OpenedSession Session, DocumentWrite Write) Prepare(
        string userId, AccountDocument account, SessionStart start, DateTimeOffset createdAt, DateTimeOffset latest)
    {
        var now = clock.GetUtcNow();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

        // Whole seconds, as the token can say them.
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(latest.ToUnixTimeSeconds());
        var token = tokens.Create(TokenPurpose.Session, new SignedToken(id, userId, expiresAt));
        var document = new SessionDocument(userId, createdAt, expiresAt, start.HasSecondFactor ? now : null, start.Method)
        {
            Stamp = account.Stamp,
            Address = start.Client.Address,
            UserAgent = start.Client.UserAgent,
            IsCookie = start.Client.KeepsCookie,
            OrganizationId = start.OrganizationId,
            MaxRole = start.OrganizationId is null ? null : Roles.Name(start.MaxRole),
            ConnectionId = start.ConnectionId,
        };
        IdentityLog.SessionOpened(logger, userId, Short(id));
        return (
            new OpenedSession(token, expiresAt, Profile.Of(userId, account), document.IsCookie),
            DocumentWrite.Insert(SessionDocument.Collection, Tenant.System, id, document));
    }

    private async Task EndOneAsync(string id, string userId, AuditActor actor, CancellationToken cancellationToken)
    {
        var ended = new AuditAct("session.ended", actor, Tenant.System)
        {
            SubjectUserId = userId,
            TargetType = "session",
            TargetId = SessionView.IdOf(id),
        };
        await store.WriteAsync([DocumentWrite.Delete(SessionDocument.Collection, Tenant.System, id), audit.Entry(ended)], cancellationToken);
        revocations.Publish(RevocationKind.Session, id);
        IdentityLog.SessionEnded(logger, userId, Short(id));
    }

    private async Task<IReadOnlyList<Stored<SessionDocument>>> OfAsync(string userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
        var query = new DocumentQuery(SessionDocument.ByUser) { EqualTo = [userId], Limit = 1_000 };
        var all = await store.QueryAsync(SessionDocument.Collection, Tenant.System, query, cancellationToken);
        return [.. all.Items.Where(s => s.Document.Stamp == account?.Document.Stamp && !s.Document.IsOver(now, options.CookieIdleLimit))];
    }

    private static string Short(string id) => id[..8];
}
