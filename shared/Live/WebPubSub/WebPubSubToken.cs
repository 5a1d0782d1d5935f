using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HiveFlow.Live.WebPubSub;

/// <summary>
/// The tokens of Azure Web PubSub: JWT (RFC 7519) with HS256 under the text of an access key, <c>aud</c> being the address that is called
/// (https://learn.microsoft.com/azure/azure-web-pubsub/reference-rest-api-data-plane), for clients the hub's client address.
/// </summary>
internal static class WebPubSubToken
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>Makes one.</summary>
    /// <param name="accessKey">The key, as the service shows it.</param>
    /// <param name="audience">What it is for.</param>
    /// <param name="subject">The user id of a client; null for our own calls.</param>
    /// <param name="now">The present time.</param>
    /// <param name="lifetime">How long it is good.</param>
    public static string Make(string accessKey, string audience, string? subject, DateTimeOffset now, TimeSpan lifetime)
    {
        var claims = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(claims))
        {
            writer.WriteStartObject();
            if (subject is not null)
            {
                writer.WriteString("sub", subject);
            }

            writer.WriteNumber("nbf", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (now + lifetime).ToUnixTimeSeconds());
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteString("aud", audience);
            writer.WriteEndObject();
        }

        var text = $"{Header}.{Base64Url.EncodeToString(claims.WrittenSpan)}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(accessKey), Encoding.ASCII.GetBytes(text)))}";
    }
}
