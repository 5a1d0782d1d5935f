namespace HiveFlow.Runs;

/// <summary>The statuses of a run, everywhere.</summary>
public static class RunStatus
{
    /// <summary>Accepted; its first step has not begun.</summary>
    public const string Queued = "queued";

    /// <summary>At least one step has begun.</summary>
    public const string Running = "running";

    /// <summary>Nothing runs: it waits for an instant or an event.</summary>
    public const string Waiting = "waiting";

    /// <summary>Over, well.</summary>
    public const string Completed = "completed";

    /// <summary>Over, badly; the failure says why.</summary>
    public const string Failed = "failed";

    /// <summary>Over, because somebody said so.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All of them, for filters.</summary>
    public static readonly IReadOnlyList<string> All = [Queued, Running, Waiting, Completed, Failed, Cancelled];

    /// <summary>Whether the status never changes again.</summary>
    public static bool IsFinal(string status) => status is Completed or Failed or Cancelled;
}
