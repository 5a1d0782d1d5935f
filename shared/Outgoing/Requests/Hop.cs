using System.Net;
using System.Net.Http.Headers;
using HiveFlow.Outgoing.Credentials;

namespace HiveFlow.Outgoing.Requests;

/// <summary>One request on the wire: the first, or one after a redirect.</summary>
internal sealed record Hop(string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Whether a header is a credential, by name or because the caller said so.</summary>
    public required IReadOnlySet<string> SecretHeaders { get; init; }

    /// <summary>Where the credential among the headers may go; null when there is none.</summary>
    public HostBinding? Binding { get; init; }

    /// <summary>Whether this request would take a credential to a host that is not its own.</summary>
    public bool IsOutOfBounds => Binding is { } binding && CarriesCredentials && !binding.Allows(Url);

    /// <summary>Whether the body, while there is one, is a secret.</summary>
    public bool HasSecretBody { get; init; }

    public bool CarriesCredentials => (HasSecretBody && HasContent) || Headers.Any(h => HeaderRules.IsCredential(h.Key) || SecretHeaders.Contains(h.Key));

    public bool HasContent => Body is { IsEmpty: false } || Content is { Length: > 0 };

    /// <summary>A body that is streamed; null when it is in memory or there is none.</summary>
    public OutgoingContent? Content { get; init; }

    public long ContentBytes => Content?.Length ?? Body?.Length ?? 0;

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (Content is { } streamed)
        {
            message.Content = new StreamedContent(streamed);
        }
        else if (Body is { } body)
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
