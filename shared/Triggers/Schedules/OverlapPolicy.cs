namespace HiveFlow.Triggers.Schedules;

/// <summary>What happens to an occurrence while the schedule's run before has not ended.</summary>
public static class OverlapPolicy
{
    /// <summary>It is left out, and counted.</summary>
    public const string Skip = "skip";

    /// <summary>It waits, looked at once a minute.</summary>
    public const string Queue = "queue";

    /// <summary>It starts beside.</summary>
    public const string Parallel = "parallel";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Skip, Queue, Parallel];
}
