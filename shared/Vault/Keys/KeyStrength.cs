using System.Collections.Frozen;
using System.Security.Cryptography;

namespace HiveFlow.Vault.Keys;

/// <summary>
/// What a master key must be: base64 of at least 32 random bytes. Randomness can't be proven; what a person makes up (texts, repetitions,
/// counts) and what stands in public can be recognized.
/// </summary>
internal static class KeyStrength
{
    public const int LeastBytes = 32;
    public const int MostBytes = 128;

    // 32 random bytes hold 30 different values on average; fewer than 20 come once in 10^10 keys. The same holds for the steps between them.
    private const int LeastDifferent = 20;

    /// <summary>SHA-256 of keys that stand in this repository's tests and docs.</summary>
    private static readonly FrozenSet<string> Published = new[]
    {
        "3ac5c044ecf5c70a5d67245481a1d71ed376afa6cde64af0f12a7d4e678e89fc",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is wrong, to be read after the key's name; null when nothing is.</summary>
    public static string? Fault(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return "is not base64";
        }

        var key = bytes.AsSpan(0, length);
        try
        {
            return Fault(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static string? Fault(ReadOnlySpan<byte> key)
    {
        if (key.Length is < LeastBytes or > MostBytes)
        {
            return $"has {key.Length} bytes; it must have {LeastBytes} to {MostBytes} random ones (openssl rand -base64 32)";
        }

        if (Published.Contains(Convert.ToHexStringLower(SHA256.HashData(key))))
        {
            return "is a key that stands in public; make one of your own (openssl rand -base64 32)";
        }

        if (!key.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return "is a text and no random bytes; make one by openssl rand -base64 32";
        }

        return Different(key[..LeastBytes]) < LeastDifferent || Different(key[^LeastBytes..]) < LeastDifferent
            || Different(Steps(key[..LeastBytes])) < LeastDifferent || Different(Steps(key[^LeastBytes..])) < LeastDifferent
            ? "can be guessed: its bytes repeat or count; make one by openssl rand -base64 32"
            : null;
    }

    private static int Different(ReadOnlySpan<byte> bytes)
    {
        var seen = new HashSet<byte>();
        foreach (var value in bytes)
        {
            seen.Add(value);
        }

        return seen.Count;
    }

    private static byte[] Steps(ReadOnlySpan<byte> bytes)
    {
        var steps = new byte[bytes.Length - 1];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = unchecked((byte)(bytes[i + 1] - bytes[i]));
        }

        return steps;
    }
}
