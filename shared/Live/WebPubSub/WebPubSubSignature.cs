using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Live.WebPubSub;

/// <summary>
/// What proves that an event comes from Azure Web PubSub: <c>ce-signature: sha256=…,sha256=…</c>, the HMAC-SHA256 of the connection's id
/// under the primary and the secondary access key, in hex (https://learn.microsoft.com/azure/azure-web-pubsub/reference-cloud-events).
/// </summary>
public static class WebPubSubSignature
{
    private const string Scheme = "sha256=";
    private const int MaxLength = 1_024;

    /// <summary>Whether one of the signatures is one of the keys'.</summary>
    /// <param name="header">The header's value; null when it is absent.</param>
    /// <param name="connection">The connection's id, as the event names it.</param>
    /// <param name="accessKeys">The keys.</param>
    public static bool IsGood(string? header, string connection, IReadOnlyList<string> accessKeys)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(accessKeys);
        if (header is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }

        var isGood = false;
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!part.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !TryRead(part[Scheme.Length..], out var given))
            {
                continue;
            }

            foreach (var key in accessKeys)
            {
                var own = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(connection));
                isGood |= CryptographicOperations.FixedTimeEquals(own, given);
            }
        }

        return isGood;
    }

    private static bool TryRead(string hex, out byte[] bytes)
    {
        bytes = new byte[HMACSHA256.HashSizeInBytes];
        return hex.Length == bytes.Length * 2 && Convert.FromHexString(hex, bytes, out _, out _) == OperationStatus.Done;
    }
}
