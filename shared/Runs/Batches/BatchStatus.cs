namespace HiveFlow.Runs.Batches;

/// <summary>How far a batch is.</summary>
public static class BatchStatus
{
    /// <summary>Not all of its runs are made.</summary>
    public const string Starting = "starting";

    /// <summary>None is made any more; some have not ended.</summary>
    public const string Running = "running";

    /// <summary>Somebody cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All of its runs have ended.</summary>
    public const string Ended = "ended";
}
