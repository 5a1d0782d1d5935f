namespace HiveFlow.Outgoing.Connections;

/// <summary>An answer whose head has come and whose body has not been read; disposed, its connection is given up.</summary>
internal sealed class OpenAnswer(HttpRequestMessage message, HttpResponseMessage response, bool hasBody) : IDisposable
{
    /// <summary>The HTTP status.</summary>
    public int Status => (int)response.StatusCode;

    /// <summary>The body's part of the answer.</summary>
    public HttpContent Content => response.Content;

    /// <summary>Whether a body follows that is to be read.</summary>
    public bool HasBody { get; } = hasBody;

    /// <summary>By lower-case name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } = HeadersOf(response);

    /// <inheritdoc/>
    public void Dispose()
    {
        response.Dispose();
        message.Dispose();
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name.ToLowerInvariant()] = string.Join(", ", values);
        }

        // They describe the packed body, which nobody sees any more.
        if (headers.Remove("content-encoding"))
        {
            headers.Remove("content-length");
        }

        return headers;
    }
}
