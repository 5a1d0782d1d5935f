using System.Net;
using System.Net.Http.Headers;

namespace HiveFlow.Outgoing.Requests;

/// <summary>One request on the wire: the first, or one after a redirect.</summary>
internal sealed record Hop(string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Whether a header is a credential, by name or because the caller said so.</summary>
    public required IReadOnlySet<string> SecretHeaders { get; init; }

    public bool CarriesCredentials => Headers.Any(h => HeaderRules.IsCredential(h.Key) || SecretHeaders.Contains(h.Key));

    public bool HasContent => Body is { IsEmpty: false };

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
        }

        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!message.Headers.Contains("User-Agent"))
        {
            message.Headers.TryAddWithoutValidation("User-Agent", "HiveFlow");
        }

        return message;
    }
}
