using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Queueing;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs;

/// <summary>One execution of a flow. Its id is the <c>executionId</c> and <c>processId</c> of the public API.</summary>
public sealed record Run
{
    /// <summary>Runs, newest first by flow, by status, by both, by what started them, and over all.</summary>
    public static readonly Collection<Run> Collection = new Collection<Run>("runs", RunsJson.Default.Run)
        .WithIndex("created", ("createdAt", run => run.CreatedAt))
        .WithIndex("flow", ("flowId", run => run.FlowId), ("createdAt", run => run.CreatedAt))
        .WithIndex("status", ("status", run => run.Status), ("createdAt", run => run.CreatedAt))
        .WithIndex("flow_status", ("flowId", run => run.FlowId), ("status", run => run.Status), ("createdAt", run => run.CreatedAt))
        .WithIndex("ended", ("endedAt", run => run.EndedAt is { } end ? end : IndexValue.None))
        .WithIndex("trigger", ("trigger", run => run.Trigger), ("createdAt", run => run.CreatedAt))
        .WithIndex("trigger_id", ("startedBy", run => run.StartedBy), ("createdAt", run => run.CreatedAt));

    /// <summary>24 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Whose run it is.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The flow it runs.</summary>
    public required string FlowId { get; init; }

    /// <summary>The flow's name when the run was started.</summary>
    public required string FlowName { get; init; }

    /// <summary>The hash of the frozen flow it runs, whatever happens to the flow meanwhile.</summary>
    public required string FlowHash { get; init; }

    /// <summary>The flow's version when it was frozen.</summary>
    public long FlowVersion { get; init; }

    /// <summary>One of <see cref="RunStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>What started it: one of <see cref="RunTriggers"/>.</summary>
    public required string Trigger { get; init; }

    /// <summary>The webhook or schedule that started it; null for others.</summary>
    public string? TriggerId { get; init; }

    /// <summary>The one that started it, by id: a webhook, a schedule, a parent run or an API key; null for a session.</summary>
    [JsonIgnore]
    public string? StartedBy => TriggerId ?? ParentRunId ?? KeyId;

    /// <summary>The user who started it; null when nobody did (webhook, schedule).</summary>
    public string? UserId { get; init; }

    /// <summary>
    /// The person whose rights it has, such as to credentials, asked for anew at each step: who started it, or the flow's owner where a
    /// trigger did. Null has no rights.
    /// </summary>
    public string? ActsFor { get; init; }

    /// <summary>The API key it was started with; null for a session.</summary>
    public string? KeyId { get; init; }

    /// <summary>
    /// The flows that this key was bound to then: the run, and the runs below it, start no other. Null for all of the organization.
    /// </summary>
    public IReadOnlyList<string>? KeyFlows { get; init; }

    /// <summary>The W3C trace context it was started in; null when that was not recorded.</summary>
    public string? Trace { get; init; }

    /// <summary>The run whose subflow node started it; null for others.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>How many runs are above it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Depth { get; init; }

    /// <summary>The ended run that it tries again; null for others.</summary>
    public string? RetryOf { get; init; }

    /// <summary>How it is begun, where it had to queue; null for one that was begun at once.</summary>
    public QueuedStart? Queued { get; init; }

    /// <summary>The batch that it belongs to; null for others.</summary>
    public string? BatchId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long it may be at work; null for as long as it takes.</summary>
    public long? LongestSeconds { get; init; }

    /// <summary>Milliseconds that it has waited as a whole since then; those do not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long WaitedMs { get; init; }

    /// <summary>Since when it waits; null for a run that does not.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Until when it may be at work if it does not wait; null for a run that is not, or that may for as long as it takes.</summary>
    [JsonIgnore]
    public DateTimeOffset? Deadline => Status == RunStatus.Running && LongestSeconds is { } longest
        ? StartedAt + TimeSpan.FromSeconds(longest) + TimeSpan.FromMilliseconds(WaitedMs)
        : null;

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What it was given.</summary>
    public required Payload Input { get; init; }

    /// <summary>Its result.</summary>
    public Payload? Output { get; init; }

    /// <summary>The answer of a respond node: status and headers; its body is the output.</summary>
    public RunAnswer? Answer { get; init; }

    /// <summary>Why it failed.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Countable use over all steps, by kind.</summary>
    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();

    /// <summary>Millicredits held for it so far; with the write that ends it they are charged or given back.</summary>
    public long Reserved { get; init; }

    /// <summary>The limits that its credits count against; null for none.</summary>
    public IReadOnlyList<string>? Limited { get; init; }

    /// <summary>Millicredits it has cost; 0 until it ends.</summary>
    public long Charged { get; init; }

    /// <summary>Steps that were run (not skipped).</summary>
    public int Steps { get; init; }

    /// <summary>The run, at work from now on.</summary>
    public Run Running(DateTimeOffset now) => this with
    {
        Status = RunStatus.Running,
        StartedAt = StartedAt ?? now,
        WaitedMs = WaitedMs + (WaitingSince is { } since && now > since ? (long)(now - since).TotalMilliseconds : 0),
        WaitingSince = null,
    };

    /// <summary>The run, waiting from now on.</summary>
    public Run Waiting(DateTimeOffset now) => this with { Status = RunStatus.Waiting, StartedAt = StartedAt ?? now, WaitingSince = now };
}
