using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Outgoing.Signatures;

/// <summary>Signs messages as Standard Webhooks says (standardwebhooks.com, symmetric scheme v1).</summary>
public static class StandardSignature
{
    /// <summary>Shortest key, in bytes.</summary>
    public const int MinKey = 24;

    /// <summary>Longest key, in bytes.</summary>
    public const int MaxKey = 64;

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public static string Of(byte[] key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    /// <summary>The message's id: the same for every try of a step, and of characters that every receiver takes.</summary>
    public static string IdOf(string idempotencyKey) => "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)).AsSpan(0, 16));
}
