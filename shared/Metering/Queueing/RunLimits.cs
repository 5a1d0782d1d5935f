namespace HiveFlow.Metering.Queueing;

/// <summary>What the organizations of a plan may run.</summary>
public sealed record RunLimits
{
    /// <summary>Runs at work at once; more are queued. Those that wait for an instant or for somebody are not at work. Default 1,000; 1 to 1,000,000.</summary>
    public int AtOnce { get; set; } = 1_000;

    /// <summary>Runs that may be queued; more are refused. Default 25,000; 0 to 1,000,000.</summary>
    public int Queued { get; set; } = 25_000;

    /// <summary>The highest priority that a run may have. Default 9; 0 to 9.</summary>
    public int HighestPriority { get; set; } = 9;

    /// <summary>The longest that a run may be at work, whatever its flow says. Default 7 days; 1 minute to 365 days.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromDays(7);
}
