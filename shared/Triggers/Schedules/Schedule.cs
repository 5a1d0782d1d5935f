using System.Text.Json;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Schedules;

/// <summary>A schedule of a flow.</summary>
public sealed record Schedule
{
    /// <summary>Schedules of a flow, newest first.</summary>
    public static readonly Collection<Schedule> Collection = new Collection<Schedule>("schedules", SchedulesJson.Default.Schedule)
        .WithIndex("flow", ("flowId", schedule => schedule.FlowId), ("createdAt", schedule => schedule.CreatedAt));

    /// <summary>24 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>One more at each change by somebody; not at what it starts.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Whose it is.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>What it starts.</summary>
    public required string FlowId { get; init; }

    /// <summary>The trigger node it follows; null when it was made by itself.</summary>
    public string? NodeId { get; init; }

    /// <summary>Up to 200 characters.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>When it is due.</summary>
    public required ScheduleTiming Timing { get; init; }

    /// <summary>One of <see cref="OverlapPolicy"/>.</summary>
    public string Overlap { get; init; } = OverlapPolicy.Skip;

    /// <summary>One of <see cref="MissedPolicy"/>.</summary>
    public string Missed { get; init; } = MissedPolicy.None;

    /// <summary>The most occurrences that <see cref="MissedPolicy.Every"/> starts at once, 1 to 100.</summary>
    public int MissedLimit { get; init; } = 10;

    /// <summary>Whether it starts nothing.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Why it is paused where nobody asked for it; null otherwise.</summary>
    public string? PausedBecause { get; init; }

    /// <summary>What its runs are given: a JSON object.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>The next occurrence, before jitter; null when it is paused or over.</summary>
    public DateTimeOffset? NextOccurrence { get; init; }

    /// <summary>Occurrences that are claimed and not started yet, oldest first; at most 100.</summary>
    public IReadOnlyList<PendingStart> Pending { get; init; } = [];

    /// <summary>The latest occurrence that was claimed: no earlier one is claimed again, whatever the clock does.</summary>
    public DateTimeOffset? LastOccurrence { get; init; }

    /// <summary>The latest run it started.</summary>
    public string? LastRunId { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastStartedAt { get; init; }

    /// <summary>Occurrences left out because a run had not ended, or because too many waited.</summary>
    public long Skipped { get; init; }

    /// <summary>Runs that failed in a row.</summary>
    public int FailedRuns { get; init; }

    /// <summary>The latest run whose end was counted.</summary>
    public string? CountedRunId { get; init; }

    /// <summary>Starts refused in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The latest refusal.</summary>
    public ScheduleFailure? LastFailure { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed by somebody.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
