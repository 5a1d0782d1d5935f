namespace HiveFlow.Metering.Queueing;

/// <summary>How many runs the whole system takes. Section <c>HiveFlow:Queueing</c>; an organization's own limits are its plan's.</summary>
public sealed record QueueingOptions
{
    /// <summary>Runs at work at once, over all organizations and instances; more are queued. Default 5,000; 1 to 1,000,000.</summary>
    public int AtOnce { get; set; } = 5_000;

    /// <summary>Runs that may be queued over all organizations; more are refused. Default 250,000; 0 to 10,000,000.</summary>
    public int Queued { get; set; } = 250_000;

    /// <summary>
    /// How much earlier than it came a queued run counts for each step of its priority: that much, and never longer, the lower ones stand
    /// back. Default 10 minutes; 0 to 1 day.
    /// </summary>
    public TimeSpan HeadStart { get; set; } = TimeSpan.FromMinutes(10);
}
