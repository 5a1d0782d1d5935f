using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace HiveFlow.Identity.Passwords;

/// <summary>
/// Argon2id (RFC 9106) in the PHC string form <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>, so that parameters can rise while
/// old hashes still verify. For what people choose or type: passwords and mailed codes.
/// </summary>
internal static class PasswordHash
{
    private const int MemoryKib = 19 * 1024;
    private const int Passes = 2;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int MaxMemoryKib = 1024 * 1024;
    private const int MaxPasses = 16;

    /// <summary>A hash of nothing that anybody knows: verifying against it costs what verifying against a real one costs.</summary>
    public static string Dummy { get; } = Create(Convert.ToHexString(RandomNumberGenerator.GetBytes(SaltBytes)));

    /// <summary>A new hash under a new salt. Takes about 20 ms.</summary>
    public static string Create(string secret)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return $"$argon2id$v=19$m={MemoryKib},t={Passes},p=1${Text(salt)}${Text(Derive(secret, salt, MemoryKib, Passes))}";
    }

    /// <summary>Whether a secret is the one that was hashed. Takes as long as the hash's own parameters say.</summary>
    /// <exception cref="FormatException">The text is no hash of this kind.</exception>
    public static bool Verify(string secret, string hash)
    {
        var (memory, passes, salt, expected) = Parse(hash);
        var actual = Derive(secret, salt, memory, passes);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    /// <summary>Whether a hash was made with weaker parameters than today's.</summary>
    public static bool NeedsRehash(string hash)
    {
        var (memory, passes, _, _) = Parse(hash);
        return memory < MemoryKib || passes < Passes;
    }

    private static byte[] Derive(string secret, byte[] salt, int memoryKib, int passes)
    {
        var argon2 = PasswordBasedKeyDerivationAlgorithm.Argon2id(
            new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memoryKib, NumberOfPasses = passes });
        return argon2.DeriveBytes(secret, salt, HashBytes);
    }

    private static (int MemoryKib, int Passes, byte[] Salt, byte[] Hash) Parse(string hash)
    {
        var parts = hash.Split('$');
        if (parts is not ["", "argon2id", "v=19", var parameters, var salt, var digest])
        {
            throw new FormatException("Not an Argon2id hash.");
        }

        var values = parameters.Split(',');
        if (values is not [['m', '=', .. var m], ['t', '=', .. var t], "p=1"]
            || !int.TryParse(m, NumberStyles.None, CultureInfo.InvariantCulture, out var memory) || memory is < 8 or > MaxMemoryKib
            || !int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var passes) || passes is < 1 or > MaxPasses)
        {
            throw new FormatException("Argon2id parameters out of bounds.");
        }

        return (memory, passes, Bytes(salt), Bytes(digest));
    }

    private static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Bytes(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
}
