namespace HiveFlow.Functions.Live;

/// <summary>What live connections may take. Section <c>HiveFlow:Live</c>.</summary>
public sealed record LiveOptions
{
    /// <summary>Connections of one address at once, over all instances. Default 10; 1 to 10,000.</summary>
    public int MaxPerAddress { get; set; } = 10;

    /// <summary>Connections of one person at once, their keys' included, over all instances. Default 5; 1 to 10,000.</summary>
    public int MaxPerUser { get; set; } = 5;

    /// <summary>How long a connection may take to say who it is. Default 10 s; 1 to 60 s.</summary>
    public TimeSpan AuthTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection on which neither side has said anything for so long is closed. Default 1 hour; 1 minute to 24 hours.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Subscriptions of one connection. Default 100; 1 to 1,000.</summary>
    public int MaxSubscriptions { get; set; } = 100;

    /// <summary>The largest message a client may send, in bytes. Default 16,384; 1,024 to 65,536.</summary>
    public int MaxMessageBytes { get; set; } = 16_384;
}
