namespace HiveFlow.Runs.Waits;

/// <summary>What a step can wait for besides an instant.</summary>
public static class WaitKinds
{
    /// <summary>Something that somebody sends to the run under a name.</summary>
    public const string Event = "event";

    /// <summary>Somebody's yes or no.</summary>
    public const string Approval = "approval";
}
