namespace HiveFlow.Triggers.Schedules;

/// <summary>When a schedule is due: by a cron expression in a time zone, or every so many seconds.</summary>
public sealed record ScheduleTiming
{
    /// <summary>5 or 6 fields (with seconds) or a macro such as <c>@daily</c>; null for an interval.</summary>
    public string? Cron { get; init; }

    /// <summary>An IANA time zone for <see cref="Cron"/>. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Seconds from one occurrence to the next, clock changes or not; null for cron.</summary>
    public long? EverySeconds { get; init; }

    /// <summary>No occurrence before this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>No occurrence at or after this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The most seconds by which an occurrence is put off, 0 to 600; always the same for one occurrence of one schedule.</summary>
    public int JitterSeconds { get; init; }

    /// <summary>Where an interval without <see cref="From"/> counts from.</summary>
    public DateTimeOffset Anchor { get; init; }
}
