namespace HiveFlow.Runs.Waits;

/// <summary>How a wait stands. It leaves <see cref="Open"/> once, and nothing changes it afterwards.</summary>
public static class WaitStatus
{
    /// <summary>Nobody has answered.</summary>
    public const string Open = "open";

    /// <summary>Somebody said yes.</summary>
    public const string Approved = "approved";

    /// <summary>Somebody said no.</summary>
    public const string Rejected = "rejected";

    /// <summary>The event came.</summary>
    public const string Received = "received";

    /// <summary>Nobody answered in time.</summary>
    public const string Expired = "expired";
}
