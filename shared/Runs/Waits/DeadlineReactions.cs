namespace HiveFlow.Runs.Waits;

/// <summary>What becomes of a step whose wait nobody ended in time.</summary>
public static class DeadlineReactions
{
    /// <summary>It fails with <c>wait_expired</c>.</summary>
    public const string Fail = "fail";

    /// <summary>It counts as rejected; for approvals.</summary>
    public const string Reject = "reject";

    /// <summary>It goes on by its output <c>expired</c>.</summary>
    public const string Continue = "continue";
}
