using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Challenges;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Accounts;

/// <summary>
/// Long codes by mail that prove an address: 128 random bits, good for 10 minutes and once, the newest only, 60 s between two and so
/// many a day. Nobody guesses one, so that tries need no counting.
/// </summary>
internal sealed class MailedCodes(IDocumentStore store, IOptions<IdentityOptions> options, TimeProvider clock)
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int CodeBytes = 16;
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>A new code, stored; a failure when it must wait, whoever it is for.</summary>
    /// <param name="name">What it is for: the purpose and whom it is about.</param>
    /// <param name="userId">Whose account; null when there is none.</param>
    /// <param name="email">The new address that it proves; null for none.</param>
    /// <param name="stamp">The account's stamp.</param>
    /// <param name="isGood">Whether it can do anything; what is done and stored is the same.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<Secret>> NewAsync(
        string name, string? userId, string? email, int stamp, bool isGood, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var id = IdOf(name);
        var stored = await store.GetAsync(MailedCodeDocument.Collection, Tenant.System, id, cancellationToken);
        var count = stored is not null && stored.Document.Day == today ? stored.Document.Count : 0;
        if (stored is not null && now - stored.Document.SentAt < Cooldown)
        {
            return ChallengeErrors.Cooldown(stored.Document.SentAt + Cooldown - now);
        }

        if (count >= options.Value.CodesPerDay)
        {
            return ChallengeErrors.Cooldown(today.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - now.UtcDateTime);
        }

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        var document = new MailedCodeDocument(isGood ? HashOf(code) : string.Empty, userId, email, stamp, now, today, count + 1, now + Kept);
        var write = stored is null
            ? DocumentWrite.Insert(MailedCodeDocument.Collection, Tenant.System, id, document)
            : DocumentWrite.Replace(MailedCodeDocument.Collection, Tenant.System, id, stored.Version, document);
        return (await store.WriteAsync([write], cancellationToken)).IsApplied ? new Secret(code) : ChallengeErrors.Cooldown(Cooldown);
    }

    /// <summary>What a code that is right stands for, with the write that uses it up; null for a wrong, old or used one.</summary>
    public async Task<(MailedCodeDocument Code, DocumentWrite Used)?> FindAsync(string name, string code, CancellationToken cancellationToken)
    {
        var id = IdOf(name);
        var stored = await store.GetAsync(MailedCodeDocument.Collection, Tenant.System, id, cancellationToken);
        var isRight = new Secret(stored?.Document.CodeHash ?? string.Empty).Matches(HashOf(code));
        return stored is null || !isRight || clock.GetUtcNow() - stored.Document.SentAt >= Lifetime
            ? null
            : (stored.Document, DocumentWrite.Replace(
                MailedCodeDocument.Collection, Tenant.System, id, stored.Version, stored.Document with { CodeHash = string.Empty }));
    }

    private static string IdOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
