using System.Buffers.Text;
using System.Security.Cryptography;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using HiveFlow.Mail;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Challenges;

/// <summary>
/// Waits for second factors. Mailed codes: 6 digits, valid 10 min, 60 s between mails. Whoever has an authenticator is asked for
/// that one instead, and e-mail does not stand in for it. 5 tries a challenge, one success ever, each code for its own challenge
/// only. A challenge is over after an hour.
/// </summary>
public sealed class ChallengeRegistry
{
    private const int NameBytes = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly IDocumentStore store;
    private readonly SlowHashing hashing;
    private readonly CodeMailLimits limits;
    private readonly IMailer mailer;
    private readonly AccountOpening opening;
    private readonly SecondFactors factors;
    private readonly ChallengeProof proof;
    private readonly TimeProvider clock;

    internal ChallengeRegistry(
        IDocumentStore store,
        SlowHashing hashing,
        CodeMailLimits limits,
        IMailer mailer,
        AccountOpening opening,
        SecondFactors factors,
        ChallengeProof proof,
        TimeProvider clock)
    {
        this.store = store;
        this.hashing = hashing;
        this.limits = limits;
        this.mailer = mailer;
        this.opening = opening;
        this.factors = factors;
        this.proof = proof;
        this.clock = clock;
    }

    /// <summary>Mails another code for a challenge; the one before is worth nothing then.</summary>
    public async Task<Result> SendAsync(string challenge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        var now = clock.GetUtcNow();
        var id = ChallengeProof.IdOf(challenge);
        var stored = await store.GetAsync(ChallengeDocument.Collection, Tenant.System, id, cancellationToken);
        if (stored is null || ChallengeProof.IsOver(stored.Document, now) || !await proof.IsOfNowAsync(stored.Document, cancellationToken))
        {
            return ChallengeErrors.Over();
        }

        if (stored.Document.CodeHash is null)
        {
            return RequestErrors.Invalid("challenge", "This challenge takes a code of the authenticator; nothing is mailed for it.");
        }

        var counted = await limits.CountAsync(stored.Document.Email, stored.Document.Purpose, cancellationToken);
        if (!counted.IsSuccess)
        {
            return counted.Error;
        }

        var (code, hash) = await NewCodeAsync(cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var next = stored.Document with { CodeHash = hash.Value, SentAt = now };
        var written = await store.WriteAsync(
            [counted.Value, DocumentWrite.Replace(ChallengeDocument.Collection, Tenant.System, id, stored.Version, next)], cancellationToken);
        if (!written.IsApplied)
        {
            return RequestErrors.VersionConflict("challenge");
        }

        await mailer.SendAsync(CodeMails.Of(next.Purpose, next.Email, code), cancellationToken);
        return Result.Success;
    }

    /// <summary>Opens the session that a challenge stands for, and the account with it when it is new.</summary>
    /// <param name="answer">The challenge's name and its code.</param>
    /// <param name="client">With what the session will be used.</param>
    /// <param name="actor">Who answers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<OpenedSession>> VerifyAsync(
        ChallengeAnswer answer, SessionClient client, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(actor);
        var proven = await proof.ProveAsync(answer, static c => c.Purpose != ChallengePurpose.StepUp, actor, cancellationToken);
        if (!proven.IsSuccess)
        {
            return proven.Error;
        }

        var session = await opening.OpenAsync(proven.Value, client, actor, cancellationToken);
        if (session is null)
        {
            // Of two who give an authenticator's code at once, one is the first; a mailed challenge is gone then.
            return proven.Value.IsTotpEnrolled ? ChallengeErrors.CodeWrong() : ChallengeErrors.Over();
        }

        proof.Tell(proven.Value, actor);
        return session with { IsTotpEnrolled = proven.Value.IsTotpEnrolled };
    }

    /// <summary>Begins a wait: mails a code, or asks for the authenticator of whoever has one.</summary>
    /// <param name="wanted">What is waited for; what belongs to the code itself is filled in here.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Result<StartedChallenge>> StartAsync(NewChallenge wanted, CancellationToken cancellationToken)
    {
        var (purpose, email) = (wanted.Purpose, wanted.Email);
        if (purpose is ChallengePurpose.Login or ChallengePurpose.StepUp && wanted.UserId is { } userId
            && await factors.IsEnrolledAsync(userId, cancellationToken))
        {
            var (started, begins) = PrepareForAuthenticator(wanted);
            await store.WriteAsync([begins], cancellationToken);
            return started;
        }

        var counted = await limits.CountAsync(email, purpose, cancellationToken);
        if (!counted.IsSuccess)
        {
            return counted.Error;
        }

        var (code, hash) = await NewCodeAsync(cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var now = clock.GetUtcNow();
        var challenge = NewName();
        var document = Document(wanted, hash.Value, now);
        var written = await store.WriteAsync([counted.Value, Insert(challenge, document)], cancellationToken);
        if (!written.IsApplied)
        {
            // Another request counted a mail to this address at the same instant.
            return ChallengeErrors.Cooldown(TimeSpan.FromMinutes(1));
        }

        await mailer.SendAsync(CodeMails.Of(purpose, email, code), cancellationToken);
        return new StartedChallenge(challenge, document.ExpiresAt, FactorMethods.Mailed);
    }

    /// <summary>A wait for the code of an authenticator, and the write that begins it.</summary>
    internal (StartedChallenge Started, DocumentWrite Begins) PrepareForAuthenticator(NewChallenge wanted)
    {
        var challenge = NewName();
        var document = Document(wanted, codeHash: null, clock.GetUtcNow());
        return (new StartedChallenge(challenge, document.ExpiresAt, FactorMethods.Authenticator), Insert(challenge, document));
    }

    private static string NewName() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NameBytes));

    private static ChallengeDocument Document(NewChallenge wanted, string? codeHash, DateTimeOffset now) => new(
        wanted.Purpose,
        wanted.Email,
        wanted.UserId,
        wanted.Name,
        wanted.PasswordHash,
        codeHash,
        now,
        0,
        now + Lifetime,
        wanted.SessionId,
        wanted.Limits,
        wanted.Stamp,
        wanted.SignInCodeId);

    private static DocumentWrite Insert(string challenge, ChallengeDocument document) =>
        DocumentWrite.Insert(ChallengeDocument.Collection, Tenant.System, ChallengeProof.IdOf(challenge), document);

    private async Task<(string Code, Result<string> Hash)> NewCodeAsync(CancellationToken cancellationToken)
    {
        var code = RandomNumberGenerator.GetString("0123456789", 6);
        return (code, await hashing.RunAsync(() => PasswordHash.Create(code), cancellationToken));
    }
}
