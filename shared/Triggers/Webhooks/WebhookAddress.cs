using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>What stands in a webhook's address: 256 random bits, of which only the SHA-256 is kept.</summary>
internal static class WebhookAddress
{
    /// <summary>A new one: 43 characters of base64url.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Its hash, in hex.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
