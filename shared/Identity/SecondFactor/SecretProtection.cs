using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>
/// Keeps secrets of authenticators, and ours at identity providers, unreadable in the store: <c>1.&lt;key id&gt;.&lt;nonce, tag, ciphertext&gt;</c> under AES-256-GCM
/// with person and purpose as associated data, so that a row copied to another person opens nothing. The first key protects, the
/// others still open; what an older one protected is protected anew when it is next written, and by <see cref="Rotation.FactorKeyRotation"/>.
/// </summary>
internal sealed class SecretProtection : IDisposable
{
    private const string Version = "1";
    private const string KeyFile = "factor.key";
    private const int KeyBytes = 32;
    private const int KeyIdBytes = 6;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MaxText = 1024;

    private readonly Dictionary<string, byte[]> keys;
    private readonly string current;

    /// <summary>Reads the keys, or makes the first.</summary>
    public SecretProtection(IOptions<IdentityOptions> options)
    {
        List<byte[]> all = options.Value.FactorKeys.Count > 0
            ? [.. options.Value.FactorKeys.Select(k => Convert.FromBase64String(k.Reveal()))]
            : [FromFolder(options.Value.KeysFolder!)];
        keys = all.ToDictionary(IdOf, key => key, StringComparer.Ordinal);
        current = IdOf(all[0]);
        Keys = string.Join(',', all.Select(IdOf));
    }

    /// <summary>Whether a text is a key: Base64 of 32 bytes that differ.</summary>
    public static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == KeyBytes && bytes.ToArray().Distinct().Count() >= KeyBytes / 2;
    }

    /// <summary>The stored form of a secret.</summary>
    /// <param name="userId">Whose it is.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="secret">The secret.</param>
    public string Protect(string userId, string purpose, ReadOnlySpan<byte> secret)
    {
        var packed = new byte[NonceBytes + TagBytes + secret.Length];
        var nonce = packed.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys[current], TagBytes);
        aes.Encrypt(nonce, secret, packed.AsSpan(NonceBytes + TagBytes), packed.AsSpan(NonceBytes, TagBytes), Associated(current, userId, purpose));
        return $"{Version}.{current}.{Base64Url.EncodeToString(packed)}";
    }

    /// <summary>The secret of a stored form; the caller clears it. False for whatever this person and purpose never had.</summary>
    public bool TryOpen(string userId, string purpose, string stored, [NotNullWhen(true)] out byte[]? secret)
    {
        secret = null;
        if (stored.Length > MaxText || stored.Split('.') is not [Version, var id, var text]
            || !keys.TryGetValue(id, out var key) || !Base64Url.IsValid(text))
        {
            return false;
        }

        var packed = Base64Url.DecodeFromChars(text);
        if (packed.Length < NonceBytes + TagBytes)
        {
            return false;
        }

        var opened = new byte[packed.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(
                packed.AsSpan(0, NonceBytes),
                packed.AsSpan(NonceBytes + TagBytes),
                packed.AsSpan(NonceBytes, TagBytes),
                opened,
                Associated(id, userId, purpose));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        secret = opened;
        return true;
    }

    /// <summary>The first key's id, which tells nothing of the key.</summary>
    public string CurrentKey => current;

    /// <summary>Whether there are others beside the first key.</summary>
    public bool HasOldKeys => keys.Count > 1;

    /// <summary>The ids of all keys, the first one's first.</summary>
    public string Keys { get; }

    /// <summary>The stored form of the same secret under the first key; null when no key here opens it.</summary>
    public string? Reseal(string userId, string purpose, string stored)
    {
        if (!TryOpen(userId, purpose, stored, out var secret))
        {
            return null;
        }

        try
        {
            return Protect(userId, purpose, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Whether a stored form was made with a key that is not the first any more.</summary>
    public bool IsOld(string stored) => !stored.StartsWith($"{Version}.{current}.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] Associated(string keyId, string userId, string purpose) =>
        Encoding.UTF8.GetBytes($"hiveflow:factor:{Version}:{keyId}:{purpose}:{userId}");

    private static string IdOf(byte[] key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, "hiveflow:factor:key-id"u8).AsSpan(0, KeyIdBytes));

    private static byte[] FromFolder(string folder)
    {
        var path = Path.Combine(folder, KeyFile);
        if (!File.Exists(path))
        {
            Make(folder, path);
        }

        var text = File.ReadAllText(path).Trim();
        return IsKey(text)
            ? Convert.FromBase64String(text)
            : throw new InvalidOperationException($"{KeyFile} in the folder of keys does not hold Base64 of {KeyBytes} random bytes.");
    }

    private static void Make(string folder, string path)
    {
        var part = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyIdBytes))}.part";
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(part, file))
        {
            writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        }

        try
        {
            File.Move(part, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another instance on this folder was faster: its key counts.
            File.Delete(part);
        }
    }
}
