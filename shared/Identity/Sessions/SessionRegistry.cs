using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sessions;

/// <summary>Opens and ends sessions.</summary>
public sealed class SessionRegistry
{
    private const int IdBytes = 16;
    private readonly IDocumentStore store;
    private readonly SessionTokens tokens;
    private readonly Revocations revocations;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly TimeSpan lifetime;

    internal SessionRegistry(
        IDocumentStore store,
        SessionTokens tokens,
        Revocations revocations,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        ILogger<SessionRegistry> logger)
    {
        this.store = store;
        this.tokens = tokens;
        this.revocations = revocations;
        this.clock = clock;
        this.logger = logger;
        lifetime = options.Value.SessionLifetime;
    }

    /// <summary>Ends the caller's session, everywhere.</summary>
    public async Task LogOutAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.SessionId is not { } id)
        {
            throw new ArgumentException("A key has no session to end.", nameof(caller));
        }

        await store.WriteAsync([DocumentWrite.Delete(SessionDocument.Collection, Tenant.System, id)], cancellationToken);
        revocations.Publish(RevocationKind.Session, id);
        IdentityLog.SessionEnded(logger, caller.UserId.ToString(), Short(id));
    }

    /// <summary>A new session and the write that opens it; it is one only when that write is applied.</summary>
    internal (OpenedSession Session, DocumentWrite Write) Prepare(string userId, AccountDocument account, SessionStart start)
    {
        var now = clock.GetUtcNow();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

        // Whole seconds, as the token can say them.
        var latest = start.EndsAt is { } endsAt && endsAt < now + lifetime ? endsAt : now + lifetime;
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(latest.ToUnixTimeSeconds());
        var token = tokens.Create(id, userId, now, expiresAt);
        IdentityLog.SessionOpened(logger, userId, Short(id));
        return (
            new OpenedSession(new Secret(token), expiresAt, Profile.Of(userId, account)),
            DocumentWrite.Insert(SessionDocument.Collection, Tenant.System, id, new SessionDocument(userId, now, expiresAt, start.HasSecondFactor ? now : null, start.Method)
            {
                OrganizationId = start.OrganizationId,
                MaxRole = start.OrganizationId is null ? null : Roles.Name(start.MaxRole),
                ConnectionId = start.ConnectionId,
            }));
    }

    private static string Short(string id) => id[..8];
}
