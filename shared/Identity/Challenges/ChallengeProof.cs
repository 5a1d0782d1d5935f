using System.Security.Cryptography;
using System.Text;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.Challenges;

/// <summary>
/// Checks answers to challenges: five tries each, counted before the code is looked at, so that parallel guesses are not free;
/// those at an authenticator are also counted by person, over all challenges.
/// </summary>
internal sealed class ChallengeProof(
    IDocumentStore store,
    SlowHashing hashing,
    CodeMailLimits limits,
    SecondFactors factors,
    FactorTries tries,
    FactorNotices notices,
    AuditLog audit,
    TimeProvider clock,
    ILogger<ChallengeProof> logger)
{
    private const int NameLength = 22;
    private const int MaxTries = 5;
    private const int MaxRaces = 10;
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    /// <summary>What a challenge is stored under.</summary>
    public static string IdOf(string challenge) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(challenge.Length == NameLength ? challenge : string.Empty)));

    /// <summary>Whether nothing can be answered any more.</summary>
    public static bool IsOver(ChallengeDocument challenge, DateTimeOffset now) =>
        challenge.Tries >= MaxTries || challenge.ExpiresAt <= now;

    /// <summary>Whether the account is still as it was when the wait began; so long as there is none, nothing can have changed.</summary>
    public async Task<bool> IsOfNowAsync(ChallengeDocument challenge, CancellationToken cancellationToken) =>
        challenge.UserId is not { } userId
        || (await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken) is { Document: { IsDisabled: false } account }
            && account.Stamp == challenge.Stamp);

    /// <summary>The proof, or why there is none; each wrong code costs a try.</summary>
    /// <param name="answer">What was answered.</param>
    /// <param name="fits">Whether a challenge may be used here at all; another one looks like none.</param>
    /// <param name="actor">Who answers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<ProvenChallenge>> ProveAsync(
        ChallengeAnswer answer, Predicate<ChallengeDocument> fits, AuditActor actor, CancellationToken cancellationToken)
    {
        var id = IdOf(answer.Challenge);
        var counted = await CountTryAsync(id, answer.Method, fits, cancellationToken);
        if (!counted.IsSuccess)
        {
            return counted.Error;
        }

        var attempt = counted.Value;
        var used = DocumentWrite.Delete(ChallengeDocument.Collection, Tenant.System, id, attempt.Version);
        var proven = attempt.Document.CodeHash is { } hash
            ? await CheckMailedAsync(attempt.Document, hash, answer, used, cancellationToken)
            : await CheckFactorAsync(attempt.Document, answer, used, actor, cancellationToken);
        if (proven.IsSuccess || proven.Error.Code == ChallengeErrors.CodeWrongCode)
        {
            IdentityLog.Code(logger, attempt.Document.Purpose.ToString(), proven.IsSuccess ? "right" : "wrong");
        }

        if (proven.Error?.Code == ChallengeErrors.CodeWrongCode && attempt.Document.UserId is { } userId)
        {
            await audit.RecordAsync(ActOf("second_factor.refused", userId, answer.Method, actor) with { IsRefused = true }, cancellationToken);
        }

        return proven;
    }

    /// <summary>Tells the person what they should know of a proof that counted.</summary>
    public void Tell(ProvenChallenge proven, AuditActor actor)
    {
        if (proven.RecoveryCodesLeft is { } left)
        {
            notices.RecoveryCodeUsed(proven.Document.Email, left, actor);
        }
    }

    private async Task<Result<Stored<ChallengeDocument>>> CountTryAsync(
        string id, string method, Predicate<ChallengeDocument> fits, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await store.GetAsync(ChallengeDocument.Collection, Tenant.System, id, cancellationToken);
            if (stored is null || IsOver(stored.Document, clock.GetUtcNow()) || !fits(stored.Document)
                || !await IsOfNowAsync(stored.Document, cancellationToken))
            {
                return ChallengeErrors.Over();
            }

            var isMailed = stored.Document.CodeHash is not null;
            if (isMailed != (method == SessionStart.EmailCode))
            {
                return RequestErrors.Invalid("method", isMailed ? "method must be email here." : "method must be totp or recovery here.");
            }

            var next = stored.Document with { Tries = stored.Document.Tries + 1 };
            List<DocumentWrite> writes = [DocumentWrite.Replace(ChallengeDocument.Collection, Tenant.System, id, stored.Version, next)];
            if (!isMailed)
            {
                var byPerson = await CountByPersonAsync(stored.Document.UserId!, cancellationToken);
                if (!byPerson.IsSuccess)
                {
                    return byPerson.Error;
                }

                writes.Add(byPerson.Value);
            }

            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return stored with { Version = stored.Version + 1, Document = next };
            }
        }

        return ChallengeErrors.Over();
    }

    private async Task<Result<DocumentWrite>> CountByPersonAsync(string userId, CancellationToken cancellationToken)
    {
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
        return account is null || account.Document.IsDisabled
            ? ChallengeErrors.Over()
            : await tries.CountAsync(userId, account.Document, cancellationToken);
    }

    private async Task<Result<ProvenChallenge>> CheckMailedAsync(
        ChallengeDocument challenge, string hash, ChallengeAnswer answer, DocumentWrite used, CancellationToken cancellationToken)
    {
        var matches = await hashing.RunAsync(() => PasswordHash.Verify(answer.Code, hash), cancellationToken);
        if (!matches.IsSuccess)
        {
            return matches.Error;
        }

        if (!matches.Value || challenge.Purpose == ChallengePurpose.TakenAddress || clock.GetUtcNow() - challenge.SentAt >= CodeLifetime)
        {
            return ChallengeErrors.CodeWrong();
        }

        // An authenticator that was enabled since the code went out is asked for already.
        if (challenge is { Purpose: ChallengePurpose.Login or ChallengePurpose.StepUp, UserId: { } userId }
            && await factors.IsEnrolledAsync(userId, cancellationToken))
        {
            return ChallengeErrors.Over();
        }

        var answered = await limits.AnsweredAsync(challenge.Email, challenge.Purpose, cancellationToken);
        return new ProvenChallenge(challenge, answer.Method, answered is null ? [used] : [used, answered]);
    }

    private async Task<Result<ProvenChallenge>> CheckFactorAsync(
        ChallengeDocument challenge, ChallengeAnswer answer, DocumentWrite used, AuditActor actor, CancellationToken cancellationToken)
    {
        var userId = challenge.UserId!;
        if (await factors.FindAsync(userId, cancellationToken) is not { } factor)
        {
            return ChallengeErrors.Over();
        }

        if (answer.Method == SessionStart.Totp)
        {
            var step = factors.SpendTotp(factor, answer.Code);
            return step.IsSuccess
                ? new ProvenChallenge(challenge, answer.Method, [used, step.Value, FactorTries.Forget(userId)])
                : step.Error;
        }

        var spent = await factors.SpendRecoveryAsync(factor, answer.Code, cancellationToken);
        return spent.IsSuccess
            ? new ProvenChallenge(
                challenge,
                answer.Method,
                [used, spent.Value, FactorTries.Forget(userId), audit.Entry(ActOf("recovery_code.used", userId, answer.Method, actor))],
                factor.Document.RecoveryCodesLeft() - 1)
            : spent.Error;
    }

    private static AuditAct ActOf(string action, string userId, string method, AuditActor actor) => new(action, actor, Tenant.System)
    {
        TargetType = "user",
        TargetId = userId,
        SubjectUserId = userId,
        Details = new Dictionary<string, string> { ["method"] = method },
    };
}
