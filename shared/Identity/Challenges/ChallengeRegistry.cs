using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.Sessions;
using HiveFlow.Mail;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.Challenges;

/// <summary>
/// Waits for mailed codes: 6 digits, valid 10 min, 5 tries a challenge, 60 s between mails, one success ever, each code for its
/// own challenge only. A challenge is over after an hour.
/// </summary>
public sealed class ChallengeRegistry
{
    private const int NameBytes = 16;
    private const int NameLength = 22;
    private const int MaxTries = 5;
    private const int MaxRaces = 10;
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly IDocumentStore store;
    private readonly SlowHashing hashing;
    private readonly CodeMailLimits limits;
    private readonly IMailer mailer;
    private readonly AccountOpening opening;
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    internal ChallengeRegistry(
        IDocumentStore store,
        SlowHashing hashing,
        CodeMailLimits limits,
        IMailer mailer,
        AccountOpening opening,
        TimeProvider clock,
        ILogger<ChallengeRegistry> logger)
    {
        this.store = store;
        this.hashing = hashing;
        this.limits = limits;
        this.mailer = mailer;
        this.opening = opening;
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>Mails another code for a challenge; the one before is worth nothing then.</summary>
    public async Task<Result> SendAsync(string challenge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        var now = clock.GetUtcNow();
        var id = IdOf(challenge);
        var stored = await store.GetAsync(ChallengeDocument.Collection, Tenant.System, id, cancellationToken);
        if (stored is null || IsOver(stored.Document, now))
        {
            return ChallengeErrors.Over();
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

    /// <summary>Opens the session that a challenge's code stands for, and the account with it when it is new.</summary>
    /// <param name="challenge">The challenge's name.</param>
    /// <param name="code">Six digits.</param>
    /// <param name="client">With what the session will be used.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<OpenedSession>> VerifyAsync(
        string challenge, string code, SessionClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        ArgumentNullException.ThrowIfNull(code);
        var id = IdOf(challenge);
        var attempt = await CountTryAsync(id, cancellationToken);
        if (attempt is null)
        {
            return ChallengeErrors.Over();
        }

        var document = attempt.Document;
        var matches = await hashing.RunAsync(() => PasswordHash.Verify(code, document.CodeHash), cancellationToken);
        if (!matches.IsSuccess)
        {
            return matches.Error;
        }

        var isRight = matches.Value && document.Purpose != ChallengePurpose.TakenAddress && clock.GetUtcNow() - document.SentAt < CodeLifetime;
        IdentityLog.Code(logger, document.Purpose.ToString(), isRight ? "right" : "wrong");
        if (!isRight)
        {
            return ChallengeErrors.CodeWrong();
        }

        var used = DocumentWrite.Delete(ChallengeDocument.Collection, Tenant.System, id, attempt.Version);
        var answered = await limits.AnsweredAsync(document.Email, document.Purpose, cancellationToken);
        return await opening.OpenAsync(document, answered is null ? [used] : [used, answered], client, cancellationToken) is { } session
            ? session
            : ChallengeErrors.Over();
    }

    /// <summary>Begins a wait and mails its code.</summary>
    internal async Task<Result<StartedChallenge>> StartAsync(
        ChallengePurpose purpose, string email, string? userId, string? name, string? passwordHash, CancellationToken cancellationToken)
    {
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
        var challenge = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NameBytes));
        var document = new ChallengeDocument(purpose, email, userId, name, passwordHash, hash.Value, now, 0, now + Lifetime);
        var written = await store.WriteAsync(
            [counted.Value, DocumentWrite.Insert(ChallengeDocument.Collection, Tenant.System, IdOf(challenge), document)], cancellationToken);
        if (!written.IsApplied)
        {
            // Another request counted a mail to this address at the same instant.
            return ChallengeErrors.Cooldown(TimeSpan.FromMinutes(1));
        }

        await mailer.SendAsync(CodeMails.Of(purpose, email, code), cancellationToken);
        return new StartedChallenge(challenge, document.ExpiresAt);
    }

    private static string IdOf(string challenge) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(challenge.Length == NameLength ? challenge : string.Empty)));

    private static bool IsOver(ChallengeDocument challenge, DateTimeOffset now) =>
        challenge.Tries >= MaxTries || challenge.ExpiresAt <= now;

    private async Task<(string Code, Result<string> Hash)> NewCodeAsync(CancellationToken cancellationToken)
    {
        var code = RandomNumberGenerator.GetString("0123456789", 6);
        return (code, await hashing.RunAsync(() => PasswordHash.Create(code), cancellationToken));
    }

    private async Task<Stored<ChallengeDocument>?> CountTryAsync(string id, CancellationToken cancellationToken)
    {
        // Counted before it is looked at, so that parallel guesses are not free.
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await store.GetAsync(ChallengeDocument.Collection, Tenant.System, id, cancellationToken);
            if (stored is null || IsOver(stored.Document, clock.GetUtcNow()))
            {
                return null;
            }

            var next = stored.Document with { Tries = stored.Document.Tries + 1 };
            var written = await store.WriteAsync(
                [DocumentWrite.Replace(ChallengeDocument.Collection, Tenant.System, id, stored.Version, next)], cancellationToken);
            if (written.IsApplied)
            {
                return stored with { Version = stored.Version + 1, Document = next };
            }
        }

        return null;
    }
}
