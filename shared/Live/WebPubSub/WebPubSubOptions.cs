namespace HiveFlow.Live.WebPubSub;

/// <summary>
/// Azure Web PubSub, which holds the WebSockets of a host that carries none. Section <c>HiveFlow:Live:WebPubSub</c>.
/// </summary>
public sealed record WebPubSubOptions
{
    /// <summary>
    /// The resource's endpoint, such as <c>https://name.webpubsub.azure.com</c>. Default none: this host's own WebSockets are used. Https, but
    /// on loopback; needs <see cref="AccessKeys"/> and Redis.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The hub. Default <c>live</c>; a letter, then at most 127 letters, digits and underscores.</summary>
    public string Hub { get; set; } = "live";

    /// <summary>
    /// The resource's access keys: the first one signs what is sent, all of them check what comes. Default none; one or two of 16 to 500
    /// characters.
    /// </summary>
    public IReadOnlyList<string> AccessKeys { get; set; } = [];

    /// <summary>Whether there is one.</summary>
    public bool IsConfigured => Endpoint is not null;
}
