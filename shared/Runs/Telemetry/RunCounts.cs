namespace HiveFlow.Runs.Telemetry;

/// <summary>The names of what <see cref="RunMeter.TakeCounts"/> gives.</summary>
public static class RunCounts
{
    /// <summary>Runs that were accepted.</summary>
    public const string Started = "started";

    /// <summary>Runs that ended well.</summary>
    public const string Completed = RunStatus.Completed;

    /// <summary>Runs that ended badly.</summary>
    public const string Failed = RunStatus.Failed;

    /// <summary>Runs that ended because somebody wished so.</summary>
    public const string Cancelled = RunStatus.Cancelled;
}
