using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>
/// bcrypt at cost 10 over the base 64 of the secret's SHA-256: bcrypt alone reads 72 bytes at most and stops at a NUL, the
/// pre-hash is 44 plain characters whatever the secret is. About 90 ms.
/// </summary>
internal static class ApiKeyHash
{
    private const int Cost = 10;

    /// <summary>A new hash under a new salt.</summary>
    public static string Create(string secret) => BCrypt.Net.BCrypt.HashPassword(PreHash(secret), Cost);

    /// <summary>Whether the secret is the one that was hashed.</summary>
    public static bool Verify(string secret, string hash) => BCrypt.Net.BCrypt.Verify(PreHash(secret), hash);

    private static string PreHash(string secret) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
