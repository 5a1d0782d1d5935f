namespace HiveFlow.Metering.Load;

/// <summary>When an instance is too busy to start runs: they are queued meanwhile. Section <c>HiveFlow:Load</c>.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// The share of its processors' time from which on it is too busy: above it answers wait for runs that were begun. 0 for never. Default
    /// 0.95; 0 to 1.
    /// </summary>
    public double Processor { get; set; } = 0.95;

    /// <summary>The share of the memory it may hold from which on it is too busy; 0 for never. Default 0.9; 0 to 1.</summary>
    public double Memory { get; set; } = 0.9;

    /// <summary>How long it must be so. Default 10 seconds; 0 to 10 minutes.</summary>
    public TimeSpan For { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>By how much it must come below the share to start runs again. Default 0.1; 0 to 0.5.</summary>
    public double Ease { get; set; } = 0.1;
}
