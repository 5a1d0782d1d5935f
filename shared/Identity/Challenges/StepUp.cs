using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Sessions;
using HiveFlow.Identity.Throttling;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Challenges;

/// <summary>
/// A second factor given anew within a session, for what asks for a fresh one. The session goes on under another token; the one
/// before is over everywhere (OWASP ASVS 5.0, 7.2.4).
/// </summary>
public sealed class StepUp
{
    private readonly ChallengeRegistry challenges;
    private readonly ChallengeProof proof;
    private readonly SessionRegistry sessions;
    private readonly LoginFailures failures;
    private readonly AuditLog audit;

    internal StepUp(
        ChallengeRegistry challenges,
        ChallengeProof proof,
        SessionRegistry sessions,
        LoginFailures failures,
        AuditLog audit)
    {
        this.challenges = challenges;
        this.proof = proof;
        this.sessions = sessions;
        this.failures = failures;
        this.audit = audit;
    }

    /// <summary>Asks the session's person for a second factor; one that nobody answers makes the next wait, after the 20th.</summary>
    public async Task<Result<StartedChallenge>> StartAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var userId = caller.UserId.ToString();
        if (await failures.BeginAsync(NameOf(userId), FailurePolicy.Address, cancellationToken) is { } wait)
        {
            return AccountErrors.TooManyTries(wait);
        }

        var wanted = new NewChallenge(ChallengePurpose.StepUp, caller.Email)
        {
            UserId = userId,
            Stamp = caller.AccountStamp,
            SessionId = caller.SessionId,
        };
        return await challenges.StartAsync(wanted, cancellationToken);
    }

    /// <summary>Takes the second factor; gives the session's new token.</summary>
    /// <param name="caller">The session's person.</param>
    /// <param name="answer">The challenge's name and its code; a challenge of another session looks like none.</param>
    /// <param name="client">With what the session is used.</param>
    /// <param name="actor">Who answers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<OpenedSession>> VerifyAsync(
        Caller caller, ChallengeAnswer answer, SessionClient client, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(actor);
        var userId = caller.UserId.ToString();
        var proven = await proof.ProveAsync(
            answer, c => c.Purpose == ChallengePurpose.StepUp && c.UserId == userId && c.SessionId == caller.SessionId, actor, cancellationToken);
        if (!proven.IsSuccess)
        {
            return proven.Error;
        }

        var act = new AuditAct("session.stepped_up", actor, Tenant.System)
        {
            SubjectUserId = userId,
            Details = new Dictionary<string, string> { ["method"] = answer.Method },
        };
        var start = new SessionStart(answer.Method, HasSecondFactor: true) { Client = client };
        var session = await sessions.RenewAsync(caller, start, [.. proven.Value.Used, audit.Entry(act)], cancellationToken);
        if (!session.IsSuccess)
        {
            return session;
        }

        await failures.ResetAsync(NameOf(userId), cancellationToken);
        proof.Tell(proven.Value, actor);
        return session.Value with { IsTotpEnrolled = proven.Value.IsTotpEnrolled };
    }

    private static string NameOf(string userId) => $"step-up:{userId}";
}
