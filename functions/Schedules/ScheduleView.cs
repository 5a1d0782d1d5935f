using System.Text.Json;
using HiveFlow.Triggers.Schedules;

namespace HiveFlow.Functions.Schedules;

/// <summary>A schedule as the API shows it.</summary>
public sealed record ScheduleView
{
    private static readonly (string Name, long Seconds)[] Units = [("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1)];

    /// <summary>24 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The flow it starts.</summary>
    public required string FlowId { get; init; }

    /// <summary>The trigger node it follows; absent when it was made by itself.</summary>
    public string? NodeId { get; init; }

    /// <summary>One more at each change by somebody.</summary>
    public required long Version { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The cron expression; absent for an interval.</summary>
    public string? Cron { get; init; }

    /// <summary>The IANA time zone of the cron expression.</summary>
    public string? TimeZone { get; init; }

    /// <summary>How many units an interval has.</summary>
    public long? IntervalValue { get; init; }

    /// <summary>seconds, minutes, hours or days.</summary>
    public string? IntervalUnit { get; init; }

    /// <summary>No occurrence before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>No occurrence at or after.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The most seconds by which a start is put off.</summary>
    public required int JitterSeconds { get; init; }

    /// <summary>skip, queue or parallel.</summary>
    public required string Overlap { get; init; }

    /// <summary>none, one or all.</summary>
    public required string Missed { get; init; }

    /// <summary>The most missed occurrences that all starts at once.</summary>
    public required int MissedLimit { get; init; }

    /// <summary>Whether it starts nothing.</summary>
    public required bool Paused { get; init; }

    /// <summary>Why it paused by itself.</summary>
    public string? PausedBecause { get; init; }

    /// <summary>What its runs are given.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>The same under its other name.</summary>
    public required JsonElement Inputs { get; init; }

    /// <summary>When it is due next, jitter included; none while it is paused or over.</summary>
    public required IReadOnlyList<DateTimeOffset> NextRuns { get; init; }

    /// <summary>Occurrences that wait for their start.</summary>
    public required int Waiting { get; init; }

    /// <summary>Occurrences left out.</summary>
    public required long Skipped { get; init; }

    /// <summary>The latest run it started.</summary>
    public string? LastExecutionId { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastStartedAt { get; init; }

    /// <summary>Starts refused in a row.</summary>
    public required int Failures { get; init; }

    /// <summary>The latest refusal.</summary>
    public ScheduleFailure? LastFailure { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When somebody last changed it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>With that many of the next runs.</summary>
    internal static ScheduleView Of(Schedule schedule, int runs)
    {
        var timing = schedule.Timing;
        var unit = timing.EverySeconds is { } seconds ? Units.First(one => seconds % one.Seconds == 0) : default;
        return new ScheduleView
        {
            Id = schedule.Id,
            FlowId = schedule.FlowId,
            NodeId = schedule.NodeId,
            Version = schedule.Version,
            Name = schedule.Name,
            Cron = timing.Cron,
            TimeZone = timing.Cron is null ? null : timing.TimeZone,
            IntervalValue = timing.EverySeconds / (unit.Seconds == 0 ? 1 : unit.Seconds),
            IntervalUnit = unit.Name,
            From = timing.From,
            Until = timing.Until,
            JitterSeconds = timing.JitterSeconds,
            Overlap = schedule.Overlap,
            Missed = schedule.Missed,
            MissedLimit = schedule.MissedLimit,
            Paused = schedule.IsPaused,
            PausedBecause = schedule.PausedBecause,
            Input = schedule.Input,
            Inputs = schedule.Input,
            NextRuns = FlowSchedules.NextRuns(schedule, runs),
            Waiting = schedule.Pending.Count,
            Skipped = schedule.Skipped,
            LastExecutionId = schedule.LastRunId,
            LastStartedAt = schedule.LastStartedAt,
            Failures = schedule.Failures,
            LastFailure = schedule.LastFailure,
            CreatedAt = schedule.CreatedAt,
            UpdatedAt = schedule.UpdatedAt,
        };
    }
}
