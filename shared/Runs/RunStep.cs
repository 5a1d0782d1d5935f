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

    /// <summary>
    /// What of the node it is, where the node does several things: <c>2</c> an agent's third question to its model, <c>2.0</c> the first call of a
    /// tool that the answer asked for. Null for the node itself. Its use is part of the node's.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>The tool's name, as the model calls it; null where it is no call of one.</summary>
    public string? Tool { get; init; }

    /// <summary>What went into a part, where it is small; null for nodes, whose input is what their predecessors put out.</summary>
    public Payload? Input { get; init; }

    /// <summary>The kind of node; of a part what it does.</summary>
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

    /// <summary>The document id of this record: below the node's, where it is a part of it.</summary>
    [JsonIgnore]
    public string DocumentId => Part is null ? IdOf(RunId, Node, Iteration) : $"{IdOf(RunId, Node, Iteration)}/{Part}";

    /// <summary>How an iteration is written where there is none.</summary>
    public const string OutsideLoops = "0";
}
