using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>Trades one-time codes for sessions.</summary>
public sealed class SignInTrade
{
    private const int MaxRaces = 10;
    private readonly IDocumentStore store;
    private readonly SignInCodes codes;
    private readonly SessionRegistry sessions;
    private readonly ChallengeRegistry challenges;
    private readonly SecondFactors factors;
    private readonly Revocations revocations;
    private readonly AuditLog audit;

    internal SignInTrade(
        IDocumentStore store,
        SignInCodes codes,
        SessionRegistry sessions,
        ChallengeRegistry challenges,
        SecondFactors factors,
        Revocations revocations,
        AuditLog audit)
    {
        this.store = store;
        this.codes = codes;
        this.sessions = sessions;
        this.challenges = challenges;
        this.factors = factors;
        this.revocations = revocations;
        this.audit = audit;
    }

    /// <summary>
    /// A session for a code and the verifier that it was asked for with; for an account with an authenticator that the provider's own
    /// second factor does not stand in for, a challenge. Used twice, the session or challenge of the first use ends:
    /// one of the two was not the client (RFC 6749 4.1.2).
    /// </summary>
    public async Task<Result<SignInOutcome>> TradeAsync(
        string code, string verifier, SessionClient client, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(verifier);
        ArgumentNullException.ThrowIfNull(actor);
        var stored = await codes.FindAsync(code, SignInIntent.LogIn, cancellationToken);
        if (stored is null)
        {
            return SignInErrors.CodeInvalid();
        }

        if (stored.Document.UsedAt is not null)
        {
            return await UsedTwiceAsync(code, actor, cancellationToken);
        }

        var document = stored.Document;
        if (!codes.Takes(document, verifier) || document is not { UserId: { } userId, Session: { } wanted })
        {
            await store.WriteAsync([codes.Use(stored, sessionId: null), Refused(document, actor)], cancellationToken);
            return SignInErrors.CodeInvalid();
        }

        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
        if (account is null || account.Document.IsDisabled)
        {
            return SignInErrors.AccountClosed();
        }

        if (account.Document.Stamp != document.Stamp)
        {
            await store.WriteAsync([codes.Use(stored, sessionId: null), Refused(document, actor)], cancellationToken);
            return SignInErrors.CodeInvalid();
        }

        var isEnrolled = await factors.IsEnrolledAsync(userId, cancellationToken);
        if (isEnrolled && !wanted.HasSecondFactor)
        {
            var limits = new SessionLimits(wanted.EndsAt, wanted.ConnectionId, wanted.OrganizationId, Roles.Name(wanted.MaxRole));
            var (challenge, begins) = challenges.PrepareForAuthenticator(new NewChallenge(ChallengePurpose.Login, account.Document.Email)
            {
                UserId = userId,
                Stamp = account.Document.Stamp,
                Limits = limits,
                SignInCodeId = stored.Id,
            });
            var waits = await store.WriteAsync([codes.Begin(stored, begins.Id), begins], cancellationToken);
            return waits.IsApplied ? new SignInOutcome(null, challenge) : await UsedTwiceAsync(code, actor, cancellationToken);
        }

        // A second factor that an outside provider saw never counts as a fresh one of ours.
        var start = new SessionStart(SessionStart.Provider, HasSecondFactor: false)
        {
            EndsAt = wanted.EndsAt,
            ConnectionId = wanted.ConnectionId,
            OrganizationId = wanted.OrganizationId,
            MaxRole = wanted.MaxRole,
            Client = client,
        };
        var (session, opens) = sessions.Prepare(userId, account.Document, start);
        var written = await store.WriteAsync([codes.Use(stored, opens.Id), opens, Opened(document, actor)], cancellationToken);
        if (written.IsApplied)
        {
            return new SignInOutcome(session with { IsTotpEnrolled = isEnrolled }, null);
        }

        // Somebody else used it at the same instant; that ends what it gave.
        return await UsedTwiceAsync(code, actor, cancellationToken);
    }

    // The challenge goes under the version it was read in: an answer that comes at this instant either fails, or is seen in the next round.
    private async Task<Error> UsedTwiceAsync(string code, AuditActor actor, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var used = await codes.FindAsync(code, SignInIntent.LogIn, cancellationToken);
            List<DocumentWrite> ends = [];
            if (used?.Document.SessionId is { } sessionId)
            {
                ends.Add(DocumentWrite.Delete(SessionDocument.Collection, Tenant.System, sessionId));
                ends.Add(Act("session.ended", used.Document, actor, "sign-in code used twice"));
            }
            else if (used?.Document.ChallengeId is { } challengeId
                && await store.GetAsync(ChallengeDocument.Collection, Tenant.System, challengeId, cancellationToken) is { } challenge)
            {
                ends.Add(DocumentWrite.Delete(ChallengeDocument.Collection, Tenant.System, challengeId, challenge.Version));
                ends.Add(Refused(used.Document, actor));
            }

            if (ends.Count == 0 || (await store.WriteAsync(ends, cancellationToken)).IsApplied)
            {
                if (used?.Document.SessionId is { } ended)
                {
                    revocations.Publish(RevocationKind.Session, ended);
                }

                break;
            }
        }

        return SignInErrors.CodeInvalid();
    }

    private DocumentWrite Opened(SignInCodeDocument code, AuditActor actor) => Act("session.opened", code, actor, null);

    private DocumentWrite Refused(SignInCodeDocument code, AuditActor actor) => audit.Entry(
        new AuditAct("sign_in.refused", actor, Tenant.System)
        {
            IsRefused = true,
            TargetType = "provider",
            TargetId = code.Identity.Realm,
            SubjectUserId = code.UserId,
            Details = new Dictionary<string, string> { ["reason"] = SignInErrors.CodeInvalidCode.Value },
        });

    private DocumentWrite Act(string action, SignInCodeDocument code, AuditActor actor, string? reason) => audit.Entry(
        new AuditAct(action, actor, Tenant.System)
        {
            TargetType = "session",
            SubjectUserId = code.UserId,
            Details = reason is null
                ? new Dictionary<string, string> { ["by"] = code.Identity.Realm }
                : new Dictionary<string, string> { ["by"] = code.Identity.Realm, ["reason"] = reason },
        });
}
