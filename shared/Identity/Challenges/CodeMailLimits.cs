using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Challenges;

/// <summary>
/// 60 s between mails to one address, and so many a day, over all challenges and instances. What they are
/// for is counted apart: nobody who lacks the password can use up the owner's login codes.
/// </summary>
internal sealed class CodeMailLimits(IDocumentStore store, IOptions<IdentityOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);
    private readonly int perDay = options.Value.CodesPerDay;

    /// <summary>The write that counts one more mail; applied together with the challenge. A failure when it must wait.</summary>
    public async Task<Result<DocumentWrite>> CountAsync(string email, ChallengePurpose purpose, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var id = IdOf(email, purpose);
        var stored = await store.GetAsync(CodeMailDocument.Collection, Tenant.System, id, cancellationToken);
        if (stored is null)
        {
            return DocumentWrite.Insert(CodeMailDocument.Collection, Tenant.System, id, new CodeMailDocument(now, today, 1, now + Kept));
        }

        var sent = stored.Document;
        var wait = sent.LastSentAt is { } last && now - last < Cooldown ? last + Cooldown - now : TimeSpan.Zero;
        if (sent.Day == today && sent.Count >= perDay)
        {
            wait = today.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - now.UtcDateTime;
        }

        if (wait > TimeSpan.Zero)
        {
            return ChallengeErrors.Cooldown(wait);
        }

        var next = new CodeMailDocument(now, today, sent.Day == today ? sent.Count + 1 : 1, now + Kept);
        return DocumentWrite.Replace(CodeMailDocument.Collection, Tenant.System, id, stored.Version, next);
    }

    /// <summary>The write after a right code: the next mail need not wait. Null when nothing is counted.</summary>
    public async Task<DocumentWrite?> AnsweredAsync(string email, ChallengePurpose purpose, CancellationToken cancellationToken)
    {
        var id = IdOf(email, purpose);
        var stored = await store.GetAsync(CodeMailDocument.Collection, Tenant.System, id, cancellationToken);
        return stored is null
            ? null
            : DocumentWrite.Upsert(CodeMailDocument.Collection, Tenant.System, id, stored.Document with { LastSentAt = null });
    }

    private static string IdOf(string email, ChallengePurpose purpose)
    {
        var kind = purpose switch
        {
            ChallengePurpose.Login => "login",
            ChallengePurpose.StepUp => "step-up",
            _ => "registration",
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{email}")));
    }
}
