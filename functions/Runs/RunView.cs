using System.Text.Json;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Runs;

/// <summary>A run as the API shows it.</summary>
public sealed record RunView
{
    /// <summary>24 hex digits; the same as executionId.</summary>
    public required string Id { get; init; }

    /// <summary>The run's id as the execute call named it.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The flow it runs.</summary>
    public required string FlowId { get; init; }

    /// <summary>The flow's name when the run was started.</summary>
    public required string FlowName { get; init; }

    /// <summary>The flow's version when the run was started.</summary>
    public required long FlowVersion { get; init; }

    /// <summary>queued, running, waiting, completed, failed or cancelled.</summary>
    public required string Status { get; init; }

    /// <summary>What started it: api, webhook, schedule, subflow, mcp, test or error.</summary>
    public required string Trigger { get; init; }

    /// <summary>Which one: the webhook, schedule, API key or parent run, by id; absent for a session.</summary>
    public string? TriggerId { get; init; }

    /// <summary>The run whose subflow node started it; null for others.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>The run that it tries again, or whose input it has.</summary>
    public string? RetryOf { get; init; }

    /// <summary>The batch that it belongs to.</summary>
    public string? BatchId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>From acceptance to end in milliseconds.</summary>
    public long? Duration { get; init; }

    /// <summary>Steps that were run; of a run at work those that have ended, of the first 200, and 0 in lists.</summary>
    public int Steps { get; init; }

    /// <summary>Its result; only where a single run is asked for.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Why it failed.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Countable use over all steps, by kind; of a run at work over the first 200 steps so far, and none in lists.</summary>
    public required IReadOnlyDictionary<string, long> Usage { get; init; }

    /// <summary>Millicredits it has cost; 0 until it ends.</summary>
    public required long CreditsCharged { get; init; }

    /// <summary>About its place among the queued runs of its organization, from 1; null for a run that is not queued, and in lists.</summary>
    public long? QueuePosition { get; init; }

    /// <summary>From the stored run.</summary>
    internal static RunView Of(Run run, JsonElement? output = null) => new()
    {
        Id = run.Id,
        ExecutionId = run.Id,
        FlowId = run.FlowId,
        FlowName = run.FlowName,
        FlowVersion = run.FlowVersion,
        Status = run.Status,
        Trigger = run.Trigger,
        TriggerId = run.StartedBy,
        ParentRunId = run.ParentRunId,
        RetryOf = run.RetryOf,
        BatchId = run.BatchId,
        CreatedAt = run.CreatedAt,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        Duration = DurationOf(run),
        Steps = run.Steps,
        Output = output,
        Failure = run.Failure,
        Usage = run.Usage,
        CreditsCharged = run.Charged,
    };

    internal static long? DurationOf(Run run) =>
        run.EndedAt is { } end ? Math.Max(0, (long)(end - run.CreatedAt).TotalMilliseconds) : null;
}
