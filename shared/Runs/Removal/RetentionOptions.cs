namespace HiveFlow.Runs.Removal;

/// <summary>How long runs that have ended are kept. Section <c>HiveFlow:Retention</c>.</summary>
public sealed record RetentionOptions
{
    /// <summary>
    /// Days from its end that a run is kept with its steps, events, logs and files, where <see cref="Plans"/> says nothing else. Default 90; 1
    /// to 3,650, or 0 for ever.
    /// </summary>
    public int Days { get; set; } = 90;

    /// <summary>
    /// Days by plan (those of <c>HiveFlow:Credits:Plans</c>, which <c>HiveFlow:Credits:Organizations</c> assigns). Default none. At most 100;
    /// each as <see cref="Days"/>.
    /// </summary>
    public Dictionary<string, int> Plans { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What ended before is not kept; null keeps everything.</summary>
    public DateTimeOffset? Before(string plan, DateTimeOffset now) =>
        Plans.GetValueOrDefault(plan, Days) is var days and > 0 ? now - TimeSpan.FromDays(days) : null;
}
