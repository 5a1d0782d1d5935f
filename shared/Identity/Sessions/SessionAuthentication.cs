using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Operators;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Sso;
using HiveFlow.Identity.Tokens;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sessions;

/// <summary>
/// Checks session tokens. A signature that was checked is remembered under the token's hash; the session's record, its person and
/// their membership are read again every second, and at once when a revocation is heard: an ended session is over everywhere.
/// </summary>
internal sealed class SessionAuthentication : IDisposable
{
    private const int Capacity = 20_000;
    private const int MaxTokenLength = 4096;

    private readonly SignedTokens tokens;
    private readonly IDocumentStore store;
    private readonly People people;
    private readonly OperatorList operators;
    private readonly TimeProvider clock;
    private readonly SessionUse use;
    private readonly TimeSpan recheckAfter;
    private readonly TimeSpan idleLimit;
    private readonly IDisposable listening;
    private readonly RecentEntries<UInt128, CheckedSession> recent = new(Capacity);
    private long revoked;

    /// <summary>Begins to listen for revocations.</summary>
    public SessionAuthentication(
        SignedTokens tokens,
        IDocumentStore store,
        People people,
        OperatorList operators,
        SessionUse use,
        Revocations revocations,
        IOptions<IdentityOptions> options,
        TimeProvider clock)
    {
        this.tokens = tokens;
        this.store = store;
        this.people = people;
        this.operators = operators;
        this.clock = clock;
        this.use = use;
        recheckAfter = options.Value.RecheckAfter;
        idleLimit = options.Value.CookieIdleLimit;
        listening = revocations.Subscribe(Forget);
    }

    /// <summary>See <see cref="Authenticator.AuthenticateAsync"/>.</summary>
    public ValueTask<Result<Caller>> AuthenticateAsync(string token, string? organizationId, CancellationToken cancellationToken)
    {
        if (token.Length > MaxTokenLength)
        {
            return new(CredentialErrors.Invalid());
        }

        var name = NameOf(token);
        var now = clock.GetUtcNow();
        if (recent.TryGet(name, out var known))
        {
            var isFresh = now - known.CheckedAt < recheckAfter && known.ExpiresAt > now;
            return isFresh && (organizationId is null || organizationId == known.Caller.OrganizationId.ToString())
                ? new(known.Caller)
                : new(CheckRecordAsync(name, known.SessionId, known.UserId, organizationId, cancellationToken));
        }

        return new(CheckTokenAsync(name, token, organizationId, cancellationToken));
    }

    /// <summary>See <see cref="Authenticator.CheckAgainAsync"/>.</summary>
    public Task<Result<Caller>> CheckAgainAsync(string sessionId, string userId, string organizationId, CancellationToken cancellationToken) =>
        CheckRecordAsync(default, sessionId, userId, organizationId, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => listening.Dispose();

    private void Forget(Revocation revocation)
    {
        // Counted first: a check that began before may have read what is no longer so, and takes back what it remembered.
        Interlocked.Increment(ref revoked);
        var id = revocation.Id;
        switch (revocation.Kind)
        {
            case RevocationKind.Session:
                recent.RemoveWhere(entry => entry.SessionId == id);
                break;
            case RevocationKind.User:
                recent.RemoveWhere(entry => entry.UserId == id);
                break;
            case RevocationKind.Organization:
                recent.RemoveWhere(entry => entry.Caller.OrganizationId.ToString() == id);
                break;
        }
    }

    // What an organization's identity provider vouched for is good there alone, and no higher than its connection's ceiling.
    private static Caller Limit(Caller caller, SessionDocument session)
    {
        if (session.OrganizationId is null)
        {
            return caller;
        }

        var most = Roles.Parse(session.MaxRole ?? string.Empty);
        return caller with { Role = caller.Role < most ? caller.Role : most, IsOperator = false };
    }

    // Whoever an organization's identity provider vouched for goes with its connection.
    private async ValueTask<bool> StandsAsync(SessionDocument session, Caller caller, CancellationToken cancellationToken) =>
        session.ConnectionId is not { } id
        || (await store.GetAsync(SsoConnectionDocument.Collection, caller.Tenant, id, cancellationToken) is { Document: { IsEnabled: true } connection }
            && (connection.DisabledAt is not { } disabledAt || session.CreatedAt > disabledAt));

    private static UInt128 NameOf(string token)
    {
        // 128 bits of SHA-256: nobody finds a second token with them.
        Span<byte> utf8 = stackalloc byte[512];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (Encoding.UTF8.TryGetBytes(token, utf8, out var length))
        {
            SHA256.HashData(utf8[..length], hash);
        }
        else
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private async Task<Result<Caller>> CheckTokenAsync(UInt128 name, string token, string? organizationId, CancellationToken cancellationToken) =>
        await tokens.CheckAsync(TokenPurpose.Session, token) is { } session
            ? await CheckRecordAsync(name, session.Id, session.Subject, organizationId, cancellationToken)
            : CredentialErrors.Invalid();

    private async Task<Result<Caller>> CheckRecordAsync(
        UInt128 name, string sessionId, string userId, string? organizationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = Interlocked.Read(ref revoked);
        var session = await store.GetAsync(SessionDocument.Collection, Tenant.System, sessionId, cancellationToken);
        if (session is null || session.Document.IsOver(now, idleLimit) || session.Document.UserId != userId)
        {
            recent.Remove(name);
            return CredentialErrors.Invalid();
        }

        var bound = session.Document.OrganizationId;
        if (bound is not null && organizationId is not null && organizationId != bound)
        {
            return CredentialErrors.OrganizationForbidden();
        }

        var caller = await people.ResolveAsync(userId, organizationId ?? bound, Scopes.All, cancellationToken);
        if (!caller.IsSuccess)
        {
            recent.Remove(name);
            return bound is null ? caller : CredentialErrors.Invalid();
        }

        if (caller.Value.AccountStamp != session.Document.Stamp || !await StandsAsync(session.Document, caller.Value, cancellationToken))
        {
            recent.Remove(name);
            return CredentialErrors.Invalid();
        }

        await use.NoteAsync(session, cancellationToken);
        var checkedCaller = Limit(caller.Value, session.Document) with
        {
            SessionId = sessionId,
            FactorAt = session.Document.FactorAt,
            IsOperator = operators.Includes(caller.Value.Email, session.Document),
            IsCookieSession = session.Document.IsCookie,
        };
        if (organizationId is null)
        {
            recent.Set(name, new CheckedSession(sessionId, userId, checkedCaller, session.Document.ExpiresAt, now));
            if (before != Interlocked.Read(ref revoked))
            {
                recent.Remove(name);
            }
        }

        return checkedCaller;
    }

    private sealed record CheckedSession(string SessionId, string UserId, Caller Caller, DateTimeOffset ExpiresAt, DateTimeOffset CheckedAt);
}
