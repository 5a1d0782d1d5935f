namespace HiveFlow.Outgoing;

/// <summary>Limits of calls to addresses that users choose. Section <c>HiveFlow:Outgoing</c>.</summary>
public sealed record OutgoingOptions
{
    /// <summary>
    /// Addresses let through although they are private or special: <c>host:port</c>, <c>address:port</c> or <c>network:port</c>
    /// (IPv6 in brackets), exact. Default none; at most 256.
    /// </summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Name look-up, TCP and TLS. Default 10 s; 1 s to 60 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From sending a request to its answer's headers, for each redirect anew. Default 5 min; 1 s to 25 min.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A whole call, when the caller names no time. Default 60 s; 1 s to 25 min.</summary>
    public TimeSpan DefaultTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most that a caller may ask for. Default 25 min; 1 s to 25 min (a function ends at 30).</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromMinutes(25);

    /// <summary>Largest body sent. Default 10 MiB; 1 KiB to 100 MiB.</summary>
    public long MaxRequestBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Largest body read, packed or unpacked. Default 10 MiB; 1 KiB to 100 MiB.</summary>
    public long MaxResponseBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Largest body sent or read as a stream, from or into a file. Default 5 GiB (5,368,709,120); 1 MiB to 16 GiB.</summary>
    public long MaxStreamedBytes { get; init; } = 5L * 1024 * 1024 * 1024;

    /// <summary>Largest response head. Default 32 KiB; 1 to 1,024 KiB.</summary>
    public int MaxResponseHeadersKiB { get; init; } = 32;

    /// <summary>Memory that all answers being read may take together. Default 256 MiB; 1 MiB to 16 GiB.</summary>
    public long MaxBufferedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Connections to one host and port, of all organizations. Default 256; 1 to 10,000.</summary>
    public int MaxConnectionsPerHost { get; init; } = 256;

    /// <summary>Calls at once. Default 1,024; 1 to 100,000.</summary>
    public int MaxConcurrent { get; init; } = 1024;

    /// <summary>Calls of one organization at once. Default 128; 1 to 100,000.</summary>
    public int MaxConcurrentPerOwner { get; init; } = 128;

    /// <summary>Calls of one organization that wait for a slot; more fail at once as busy. Default 1,024; 0 to 100,000.</summary>
    public int MaxQueuedPerOwner { get; init; } = 1024;
}
