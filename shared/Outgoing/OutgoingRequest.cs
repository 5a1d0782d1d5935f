using HiveFlow.Outgoing.Credentials;

namespace HiveFlow.Outgoing;

/// <summary>A call to an address that a user chose. Checked by <see cref="OutgoingClient"/>, nothing here is trusted.</summary>
public sealed record OutgoingRequest
{
    /// <summary>An HTTP method in capitals, such as <c>POST</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The address as the user wrote it: http or https, at most 8,192 characters, no user info.</summary>
    public required string Url { get; init; }

    /// <summary>
    /// On whose account: an organization's id. Concurrency is limited by it, so that one organization's slow targets hold up nobody else.
    /// </summary>
    public required string Owner { get; init; }

    /// <summary>
    /// At most 64 headers, 32 KiB together, ASCII. <c>Content-Type</c> stands here too. Host, framing, hop-by-hop and encoding headers
    /// are refused.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Names of headers that hold secrets beside the well-known ones (Authorization, Cookie, X-Api-Key, …). They leave over https only
    /// (or to an allow-listed address), and like every uncommon header they never follow a redirect to another host.
    /// </summary>
    public IReadOnlySet<string> SecretHeaders { get; init; } = new HashSet<string>();

    /// <summary>
    /// A credential to send along; null for none. A first address that it may not be sent to fails as <c>outgoing_host_not_bound</c> before
    /// anything leaves.
    /// </summary>
    public OutgoingCredential? Credential { get; init; }

    /// <summary>Whether the body holds a secret: like secret headers it leaves over https only, or to an allow-listed address.</summary>
    public bool HasSecretBody { get; init; }

    /// <summary>The body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>A body to be streamed instead of <see cref="Body"/>, up to <see cref="OutgoingOptions.MaxStreamedBytes"/>; null for none.</summary>
    public OutgoingContent? Content { get; init; }

    /// <summary>For everything together: waiting for a slot, all redirects, the last byte. Null takes the default; clamped to the maximum.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Redirects to follow; 0 (the default) hands the redirect itself back. At most 5.</summary>
    public int MaxRedirects { get; init; }

    /// <summary>
    /// Largest body, packed or unpacked. Null takes the operator's limit; clamped to it (to that of streamed bodies where it is streamed).
    /// </summary>
    public long? MaxResponseBytes { get; init; }

    /// <summary>
    /// Takes the body of an answer of status 200 and type <c>text/event-stream</c> piece by piece as it arrives, instead of
    /// <see cref="OutgoingResponse.Body"/>; nothing more is read while it is at work. Its size counts against the limit all the same.
    /// Null has every body read whole. Must not throw but for its token.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? EventStream { get; init; }

    /// <summary>
    /// Asked, while a body of status 200 and type <c>text/event-stream</c> is read whole, about all that has come: true takes it for the whole
    /// answer and hangs up, for servers that leave their streams open. Null reads to the end.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, bool>? IsWhole { get; init; }
}
