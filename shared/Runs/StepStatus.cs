namespace HiveFlow.Runs;

/// <summary>The statuses of a step, everywhere.</summary>
public static class StepStatus
{
    /// <summary>Not reached yet.</summary>
    public const string Pending = "pending";

    /// <summary>At work.</summary>
    public const string Running = "running";

    /// <summary>It waits for an instant or for its next try.</summary>
    public const string Waiting = "waiting";

    /// <summary>Over, well.</summary>
    public const string Completed = "completed";

    /// <summary>Over, badly.</summary>
    public const string Failed = "failed";

    /// <summary>No path led to it.</summary>
    public const string Skipped = "skipped";

    /// <summary>The run was stopped before or while it ran.</summary>
    public const string Cancelled = "cancelled";
}
