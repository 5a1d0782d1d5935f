using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.Vault.Keys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Vault.Encryption;

/// <summary>
/// Encrypts values that are stored: AES-256-GCM, a random 16-byte IV and salt for each value, 16-byte tag, the key derived from a master key.
/// Nothing decrypted is kept.
/// </summary>
public sealed partial class SecretVault
{
    /// <summary>The largest value, in bytes.</summary>
    public const int MostBytes = 256 * 1024;

    private readonly MasterKeys keys;
    private readonly CipherThreads threads;
    private readonly int iterations;
    private readonly ILogger logger;

    internal SecretVault(MasterKeys keys, CipherThreads threads, IOptions<VaultOptions> options, ILogger<SecretVault> logger)
    {
        this.keys = keys;
        this.threads = threads;
        iterations = options.Value.Iterations;
        this.logger = logger;
    }

    /// <summary>The id of the master key that encrypts now.</summary>
    public string CurrentKeyId => keys.CurrentId;

    /// <summary>The ids of the master keys that only decrypt.</summary>
    public IReadOnlyCollection<string> OldKeyIds => keys.OldIds;

    /// <summary>Encrypts a value for its place. Fails as <c>service_unavailable</c> when the vault is at work to its limit.</summary>
    /// <param name="place">Where the result will be stored; it can be decrypted for no other.</param>
    /// <param name="plain">At most <see cref="MostBytes"/>; the caller clears it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Result<string>> SealAsync(SecretPlace place, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plain.Length, MostBytes);
        return threads.RunAsync<string>(() => Seal(place, plain.Span), cancellationToken);
    }

    /// <summary>
    /// Decrypts a value of its place; dispose the result soon. Whatever is wrong (form, key, place, content) is one and the same
    /// <c>secret_unreadable</c>; <c>service_unavailable</c> when the vault is at work to its limit.
    /// </summary>
    public Task<Result<OpenedSecret>> OpenAsync(SecretPlace place, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        return threads.RunAsync(() => Open(place, value), cancellationToken);
    }

    /// <summary>The id of the master key that a value was encrypted with; empty for what is no value.</summary>
    public static string KeyIdOf(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return SealedValue.TryParse(value, out var parsed) ? parsed.KeyId : string.Empty;
    }

    private string Seal(SecretPlace place, ReadOnlySpan<byte> plain)
    {
        var id = keys.CurrentId;
        var salt = RandomNumberGenerator.GetBytes(SealedValue.SaltBytes);
        var vector = RandomNumberGenerator.GetBytes(SealedValue.InitializationVectorBytes);
        var key = KeyDerivation.Derive(keys.Find(id), salt, iterations);
        try
        {
            var associated = place.AssociatedData(SealedValue.HeaderOf(id, iterations));
            return new SealedValue(id, iterations, salt, vector, AesGcm256.Encrypt(key, vector, associated, plain)).ToString();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private Result<OpenedSecret> Open(SecretPlace place, string text)
    {
        if (!SealedValue.TryParse(text, out var value) || keys.Find(value.KeyId) is not { Length: > 0 } master)
        {
            return Unreadable(place);
        }

        var key = KeyDerivation.Derive(master, value.Salt, value.Iterations);
        try
        {
            var plain = AesGcm256.Decrypt(key, value.InitializationVector, place.AssociatedData(value.Header), value.CiphertextAndTag);
            return plain is null ? Unreadable(place) : new OpenedSecret(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private Error Unreadable(SecretPlace place)
    {
        CannotDecrypt(logger, place.Record, place.OrganizationId);
        return VaultErrors.Unreadable();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The secret of {Record} of organization {OrganizationId} can't be decrypted.")]
    private static partial void CannotDecrypt(ILogger logger, string record, string organizationId);
}
