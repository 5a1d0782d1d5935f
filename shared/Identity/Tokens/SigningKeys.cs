using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace HiveFlow.Identity.Tokens;

/// <summary>
/// The keys that sign our tokens (ES256). Configured ones stay as they are: the first signs, the others verify. Those of a folder
/// are looked at again every minute, and when a token names a key that is not known yet: a process that runs for months rotates, and
/// learns of keys that another instance made.
/// </summary>
internal sealed class SigningKeys
{
    private const int KeyIdBytes = 8;
    private const int CurveBits = 256;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookForUnknownEvery = TimeSpan.FromSeconds(1);

    private readonly Lock turn = new();
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly SigningKeyFolder? folder;
    private volatile KeySet known;

    /// <summary>Reads the keys, or makes the first.</summary>
    /// <exception cref="InvalidOperationException">A key is none, or not on P-256.</exception>
    public SigningKeys(IOptions<IdentityOptions> options, TimeProvider clock, ILogger<SigningKeys> logger)
    {
        this.clock = clock;
        this.logger = logger;
        if (options.Value.SigningKeys.Count > 0)
        {
            known = KeySet.Of([.. options.Value.SigningKeys.Select(Read)], DateTimeOffset.MaxValue);
            return;
        }

        folder = new SigningKeyFolder(options.Value.KeysFolder!, options.Value.SigningKeyAge, SignedTokens.MaxLifetime);
        known = Look(clock.GetUtcNow());
    }

    /// <summary>The key that signs.</summary>
    public ECDsaSecurityKey Current => Fresh(LookEvery).Current;

    /// <summary>How many keys verify.</summary>
    public int Count => Fresh(LookEvery).ById.Count;

    /// <summary>The key of a token's <c>kid</c>, from our own set only; null for any other.</summary>
    public ECDsaSecurityKey? Find(string? keyId)
    {
        if (keyId is null)
        {
            return null;
        }

        return Fresh(LookEvery).ById.GetValueOrDefault(keyId) ?? Fresh(LookForUnknownEvery).ById.GetValueOrDefault(keyId);
    }

    /// <summary>A key from its PEM text.</summary>
    /// <exception cref="InvalidOperationException">It is none, or not on P-256.</exception>
    internal static ECDsaSecurityKey Read(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidOperationException("A session signing key is no PKCS#8 PEM private key.", e);
        }

        if (key.KeySize != CurveBits)
        {
            key.Dispose();
            throw new InvalidOperationException("A session signing key is not on the curve P-256.");
        }

        // The id is made from the public key, so that it is the same on every instance that has the key.
        var id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, KeyIdBytes));
        return new ECDsaSecurityKey(key) { KeyId = id };
    }

    private KeySet Fresh(TimeSpan after)
    {
        var present = known;
        var now = clock.GetUtcNow();
        if (folder is null || now - present.LookedAt < after)
        {
            return present;
        }

        lock (turn)
        {
            if (now - known.LookedAt >= after)
            {
                try
                {
                    known = Look(now);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
                {
                    // What is known stays good; a folder out of reach must not log anybody out.
                    IdentityLog.SigningKeysUnreadable(logger, e);
                    known = known with { LookedAt = now };
                }
            }

            return known;
        }
    }

    private KeySet Look(DateTimeOffset now) => KeySet.Of(folder!.Look(now, name => IdentityLog.SigningKeyMade(logger, name)), now);

    private sealed record KeySet(ECDsaSecurityKey Current, Dictionary<string, ECDsaSecurityKey> ById, DateTimeOffset LookedAt)
    {
        public static KeySet Of(IReadOnlyList<ECDsaSecurityKey> keys, DateTimeOffset lookedAt) =>
            new(keys[0], keys.ToDictionary(k => k.KeyId, StringComparer.Ordinal), lookedAt);
    }
}
