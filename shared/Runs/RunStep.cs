using System.Text.Json.Serialization;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs;

/// <summary>One node in one run.</summary>
public sealed record RunStep
{
    /// <summary>Steps of a run in the order they began.</summary>
    public static readonly Collection<RunStep> Collection = new Collection<RunStep>("steps", RunsJson.Default.RunStep)
        .WithIndex("run", ("runId", step => step.RunId), ("startedAt", step => step.StartedAt));

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The node's id in the flow.</summary>
    public required string NodeId { get; init; }

    /// <summary>The node's position in the frozen flow.</summary>
    public required int Node { get; init; }

    /// <summary>The item's index in its loop, after those of the loops around it as in <c>2.5</c>; null outside loops.</summary>
    [JsonPropertyName("in")]
    public string? Iteration { get; init; }

    /// <summary>The kind of node.</summary>
    public required string NodeType { get; init; }

    /// <summary>One of <see cref="StepStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>1 for the first try.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When this try began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs or waits.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it worked, in microseconds, on a clock that only goes forward.</summary>
    public long DurationMicros { get; init; }

    /// <summary>Its output.</summary>
    public Payload? Output { get; init; }

    /// <summary>The branch it chose.</summary>
    public string? Branch { get; init; }

    /// <summary>Why it failed.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Its answer to whoever waits for the run.</summary>
    public RunAnswer? Answer { get; init; }

    /// <summary>What it waits for besides an instant: event or approval; null for nothing.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Until when it waits.</summary>
    public DateTimeOffset? ResumeAt { get; init; }

    /// <summary>The run that a subflow node has started; null for others.</summary>
    public string? ChildRunId { get; init; }

    /// <summary>The run that did it, where this one has taken it over; null where it did it itself.</summary>
    public string? TakenFrom { get; init; }

    /// <summary>Countable use by kind.</summary>
    public IReadOnlyDictionary<string, long>? Usage { get; init; }

    /// <summary>The step's document id: the same at every repetition, so that a repeated step replaces its own record.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="node">The node's position in the frozen flow.</param>
    /// <param name="iteration">Null outside loops.</param>
    public static string IdOf(string runId, int node, string? iteration) => $"{runId}/{node}/{iteration ?? OutsideLoops}";

    /// <summary>How an iteration is written where there is none.</summary>
    public const string OutsideLoops = "0";
}
