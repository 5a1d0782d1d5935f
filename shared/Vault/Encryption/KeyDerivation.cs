using System.Security.Cryptography;

namespace HiveFlow.Vault.Encryption;

/// <summary>
/// The key of one value: PBKDF2 with HMAC-SHA-512 (RFC 8018) of a master key and the value's own salt. The rounds protect nothing that the
/// 256 random bits of the master key do not: see docs/security/vault.md.
/// </summary>
internal static class KeyDerivation
{
    public const int LeastIterations = 10_000;
    public const int MostIterations = 10_000_000;
    public const int KeyBytes = 32;

    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> salt, int iterations, int bytes = KeyBytes) =>
        Rfc2898DeriveBytes.Pbkdf2(masterKey, salt, iterations, HashAlgorithmName.SHA512, bytes);
}
