namespace HiveFlow.Files;

/// <summary>What organizations may keep. Section <c>HiveFlow:Files</c>.</summary>
public sealed record FilesOptions
{
    /// <summary>The largest file, in bytes. Default 5 GiB (5,368,709,120); 1 MiB to 16 GiB.</summary>
    public long MaxFileBytes { get; set; } = 5L * 1024 * 1024 * 1024;

    /// <summary>What one organization's files may take together, in bytes, uploads under way included. Default 20 GiB; 1 MiB to 1 PiB.</summary>
    public long QuotaBytes { get; set; } = 20L * 1024 * 1024 * 1024;

    /// <summary>How many files one organization may have, uploads under way included. Default 100,000; 1 to 100,000,000.</summary>
    public int QuotaFiles { get; set; } = 100_000;

    /// <summary>
    /// The media types that are taken, as <c>type/subtype</c> or <c>type/*</c>; by what a file is found to be, and not by what its sender
    /// calls it. Default none listed: all are taken. At most 200.
    /// </summary>
    public IReadOnlyList<string> Types { get; set; } = [];

    /// <summary>How long links hold. Default 24 hours; 1 minute to 24 hours.</summary>
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromHours(24);
}
