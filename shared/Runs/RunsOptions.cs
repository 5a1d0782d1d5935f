namespace HiveFlow.Runs;

/// <summary>When a run counts as dead, and how long it may live. Section <c>HiveFlow:Runs</c>.</summary>
public sealed record RunsOptions
{
    /// <summary>
    /// How long a run's orchestration may be gone, or may have ended without the run, before the run is ended as a zombie. Default 5
    /// minutes; 1 minute to 1 day.
    /// </summary>
    public TimeSpan OrphanedAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a running run, none of whose steps waits for its time, may show no sign of life before it is ended as a zombie. Longer
    /// than the longest step with its tries. Default 2 hours; 35 minutes to 7 days.
    /// </summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How long a run may be at work whose flow says nothing else; what it waits as a whole does not count. Default 1 day; 1 minute to 365 days.
    /// </summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromDays(1);
}
