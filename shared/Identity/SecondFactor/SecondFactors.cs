using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Passwords;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>Checks codes of authenticators and recovery codes, and gives the writes that spend them.</summary>
internal sealed class SecondFactors(IDocumentStore store, SecretProtection protection, SlowHashing hashing, TimeProvider clock)
{
    /// <summary>What the secrets are protected for.</summary>
    public const string Purpose = "totp";

    /// <summary>A person's authenticator; null when none is proven.</summary>
    public async ValueTask<Stored<SecondFactorDocument>?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(SecondFactorDocument.Collection, Tenant.System, userId, cancellationToken);
        return stored?.Document.Secret is null ? null : stored;
    }

    /// <summary>Whether a person has an authenticator: then it is asked for at every login, and e-mail does not stand in for it.</summary>
    public async ValueTask<bool> IsEnrolledAsync(string userId, CancellationToken cancellationToken) =>
        await FindAsync(userId, cancellationToken) is not null;

    /// <summary>The writes that remove an authenticator with all that belongs to it.</summary>
    public static IReadOnlyList<DocumentWrite> Removal(string userId) =>
    [
        DocumentWrite.Delete(SecondFactorDocument.Collection, Tenant.System, userId),
        FactorTries.Forget(userId),
    ];

    /// <summary>The write that spends a code of the authenticator; applied once, whoever else has the same code.</summary>
    public Result<DocumentWrite> SpendTotp(Stored<SecondFactorDocument> factor, string code)
    {
        var document = factor.Document;
        if (!protection.TryOpen(factor.Id, Purpose, document.Secret!, out var secret))
        {
            throw new InvalidOperationException("An authenticator's secret cannot be opened: its key is not configured.");
        }

        try
        {
            if (Totp.Match(secret, code, clock.GetUtcNow(), document.LastStep) is not { } step)
            {
                return ChallengeErrors.CodeWrong();
            }

            var kept = protection.IsOld(document.Secret!) ? protection.Protect(factor.Id, Purpose, secret) : document.Secret;
            return Replace(factor, document with { LastStep = step, Secret = kept });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The write that spends a recovery code.</summary>
    public async Task<Result<DocumentWrite>> SpendRecoveryAsync(
        Stored<SecondFactorDocument> factor, string code, CancellationToken cancellationToken)
    {
        var hashes = factor.Document.RecoveryHashes;
        var isCode = RecoveryCode.TryParse(code, out var slot, out var plain);
        var hash = isCode && slot < hashes.Count ? hashes[slot] : null;

        // A place that is empty costs the same as one that is not.
        var matches = await hashing.RunAsync(() => PasswordHash.Verify(plain ?? string.Empty, hash ?? PasswordHash.Dummy), cancellationToken);
        if (!matches.IsSuccess)
        {
            return matches.Error;
        }

        return matches.Value && hash is not null
            ? Replace(factor, factor.Document with { RecoveryHashes = [.. hashes.Select((h, i) => i == slot ? null : h)] })
            : ChallengeErrors.CodeWrong();
    }

    /// <summary>Ten new recovery codes with their hashes.</summary>
    public async Task<Result<(IReadOnlyList<string> Codes, IReadOnlyList<string?> Hashes)>> NewRecoveryCodesAsync(CancellationToken cancellationToken)
    {
        var codes = Enumerable.Range(0, RecoveryCode.Count).Select(RecoveryCode.Create).ToList();
        var hashes = new List<string?>(codes.Count);
        foreach (var code in codes)
        {
            // One at a time, so that logins get their turn between them.
            var hash = await hashing.RunAsync(() => PasswordHash.Create(code), cancellationToken);
            if (!hash.IsSuccess)
            {
                return hash.Error;
            }

            hashes.Add(hash.Value);
        }

        return (codes, hashes);
    }

    /// <summary>The write of a new state, guarded by the version that was read.</summary>
    public static DocumentWrite Replace(Stored<SecondFactorDocument> factor, SecondFactorDocument next) =>
        DocumentWrite.Replace(SecondFactorDocument.Collection, Tenant.System, factor.Id, factor.Version, next);
}
