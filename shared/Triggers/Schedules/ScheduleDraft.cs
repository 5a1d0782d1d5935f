using System.Text.Json;

namespace HiveFlow.Triggers.Schedules;

/// <summary>A schedule as somebody wants it: either cron or an interval.</summary>
public sealed record ScheduleDraft
{
    /// <summary>Up to 200 characters.</summary>
    public string? Name { get; set; }

    /// <summary>A cron expression of 5 or 6 fields, or a macro.</summary>
    public string? Cron { get; set; }

    /// <summary>An IANA time zone; UTC unless given.</summary>
    public string? TimeZone { get; set; }

    /// <summary>How many units an interval has.</summary>
    public long? IntervalValue { get; set; }

    /// <summary>seconds, minutes, hours or days.</summary>
    public string? IntervalUnit { get; set; }

    /// <summary>No occurrence before.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>No occurrence at or after.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>0 to 600.</summary>
    public int JitterSeconds { get; set; }

    /// <summary>skip (default), queue or parallel.</summary>
    public string? Overlap { get; set; }

    /// <summary>none (default), one or all.</summary>
    public string? Missed { get; set; }

    /// <summary>1 to 100; 10 unless given.</summary>
    public int? MissedLimit { get; set; }

    /// <summary>Whether it starts nothing.</summary>
    public bool Paused { get; set; }

    /// <summary>What its runs are given: an object of at most 64 KiB.</summary>
    public JsonElement? Input { get; set; }

    /// <summary>The same under the name that it has where a run is started; one of both.</summary>
    public JsonElement? Inputs { get; set; }

    /// <summary>The version that is replaced; null for any.</summary>
    public long? Version { get; set; }
}
