namespace HiveFlow.Sandbox;

/// <summary>Where user code runs and how much of it at once. Section <c>HiveFlow:Sandbox</c>.</summary>
public sealed record SandboxOptions
{
    /// <summary>How many pieces of code run at once in this process. Default 8, 1 to 1,000.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>How many more may wait for a place, over all organizations. Default 1,000, 0 to 100,000.</summary>
    public int MaxWaiting { get; init; } = 1000;

    /// <summary>How long one waits for a place before it fails with <c>sandbox_busy</c>. Default 60 s, 0 to 10 min.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How much of standard output, and of standard error, is kept. Default 256 KiB, 1 KiB to 4 MiB.</summary>
    public int MaxOutputBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// The name this deployment marks its sandboxes with (metadata <c>hiveflow</c>), so that those that a crash left are found. Instances that
    /// share a Redis have the same on Azure; embedded hosts, each of which clears up at its start, and deployments that share an E2B account
    /// only need different names. Default <c>default</c>; 1 to 64 letters, digits, dots, dashes or underscores.
    /// </summary>
    public string Instance { get; init; } = "default";

    /// <summary>The E2B service; nothing set means the local server.</summary>
    public E2BOptions E2B { get; init; } = new();
}
