namespace HiveFlow.Live.Redis;

/// <summary>Where Redis is. Section <c>HiveFlow:Redis</c>.</summary>
public sealed record RedisOptions
{
    /// <summary>
    /// A StackExchange.Redis configuration string. Empty: live signals stay within this process (the embedded host sets the address
    /// of the Redis server it carries). Outside loopback it must ask for TLS in production.
    /// </summary>
    public string ConnectionString { get; init; } = string.Empty;

    /// <summary>Put before every key and channel. Default <c>hf:</c>; 1 to 40 of letters, digits, <c>: _ -</c>.</summary>
    public string Prefix { get; init; } = "hf:";

    /// <summary>
    /// How long a connection and each command may take before Redis counts as away. Default 2 s; 100 ms to 1 minute. Longer only where Redis is
    /// far away or the machine very busy: while it is away, requests that need it wait as long.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);
}
