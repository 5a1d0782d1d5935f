using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Identity.Oidc;

/// <summary>Proof key for code exchange with S256, the only method there is here (RFC 7636).</summary>
internal static class Pkce
{
    /// <summary>What is told of a verifier at the beginning.</summary>
    public static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Whether a verifier is the one of a challenge.</summary>
    public static bool Matches(string challenge, string verifier) => IsVerifier(verifier)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Challenge(verifier)), Encoding.ASCII.GetBytes(challenge));

    // RFC 7636 4.1: 43 to 128 unreserved characters.
    private static bool IsVerifier(string verifier) =>
        verifier.Length is >= 43 and <= 128 && verifier.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~');
}
