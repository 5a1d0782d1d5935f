using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Identity.SignIn;

/// <summary>
/// 256 random bits that only one browser has, in a cookie. They bind a visit to that browser, and nonce and PKCE verifier of each visit
/// are made from them and its state (HMAC-SHA-256), so that the server stores neither.
/// </summary>
internal sealed record BrowserSecret
{
    private const int SizeBytes = 32;
    private readonly byte[] bytes;

    private BrowserSecret(byte[] bytes) => this.bytes = bytes;

    /// <summary>A new one.</summary>
    public static BrowserSecret New() => new(RandomNumberGenerator.GetBytes(SizeBytes));

    /// <summary>The one in a cookie; null for anything else.</summary>
    public static BrowserSecret? Parse(string? cookie)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        return cookie is { Length: 43 } && Base64Url.IsValid(cookie) && Base64Url.TryDecodeFromChars(cookie, bytes, out var length) && length == SizeBytes
            ? new BrowserSecret(bytes.ToArray())
            : null;
    }

    /// <summary>What is stored of it.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>As the cookie carries it.</summary>
    public string Reveal() => Base64Url.EncodeToString(bytes);

    /// <summary>The nonce of a visit (OpenID Connect Core 3.1.2.1).</summary>
    public string Nonce(string state) => Derive("nonce", state);

    /// <summary>The verifier of a visit towards the provider (RFC 7636 4.1).</summary>
    public string Verifier(string state) => Derive("pkce", state);

    /// <summary>Whether this is the one that was stored.</summary>
    public bool IsThatOf(string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));

    /// <inheritdoc/>
    public override string ToString() => "***";

    private string Derive(string use, string state) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes($"hiveflow sign-in {use}\n{state}")));
}
