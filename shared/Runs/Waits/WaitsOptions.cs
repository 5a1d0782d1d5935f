namespace HiveFlow.Runs.Waits;

/// <summary>Settings of waits. Section <c>HiveFlow:Waits</c>.</summary>
public sealed record WaitsOptions
{
    /// <summary>Events that a run holds before anything of it waits for them. Default 32; 1 to 256.</summary>
    public int BufferedEvents { get; set; } = 32;

    /// <summary>How long a wait for an event or an approval lasts that says no deadline. Default 30 days; 1 minute to 365 days.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a mailed approval link is good, at most until the deadline; what ends the wait ends it too. Default 7 days; 1 hour to 30 days.
    /// </summary>
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromDays(7);
}
