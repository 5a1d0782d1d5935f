using System.Text.Json.Serialization;
using HiveFlow.Flows.Graph;

namespace HiveFlow.Flows.Running;

/// <summary>A node as a run needs it. Property names are short because the plan is an orchestrator's input.</summary>
public sealed record PlanNode
{
    private const int DefaultTimeoutMs = 60_000;

    /// <summary>The node's id in the flow.</summary>
    [JsonPropertyName("i")]
    public required string Id { get; init; }

    /// <summary>Its <c>data.nodeType</c>.</summary>
    [JsonPropertyName("k")]
    public required string Type { get; init; }

    /// <summary>What it is to the run.</summary>
    [JsonPropertyName("f")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PlanFlags Flags { get; init; }

    /// <summary>When to try again; null for one try.</summary>
    [JsonPropertyName("r")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetryPolicy? Retry { get; init; }

    /// <summary>How long one try may take, in milliseconds; null stands for 60 s.</summary>
    [JsonPropertyName("x")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TimeoutMs { get; init; }

    /// <summary>What its failure means.</summary>
    [JsonPropertyName("o")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ErrorReaction OnError { get; init; }

    /// <summary>Why the node cannot run: a run that meets it fails with this sentence. Null for a sound node.</summary>
    [JsonPropertyName("w")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }

    /// <summary>The place of the loop whose body it is in; null outside loops.</summary>
    [JsonPropertyName("l")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Loop { get; init; }

    /// <summary>The edges by which a loop's body begins; null for a node that is none.</summary>
    [JsonPropertyName("y")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PlanEdge>? Body { get; init; }

    /// <summary>Its outgoing edges, those of a body left out.</summary>
    [JsonPropertyName("e")]
    public IReadOnlyList<PlanEdge> Edges { get; init; } = [];

    /// <summary>How long one try may take.</summary>
    [JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromMilliseconds(TimeoutMs ?? DefaultTimeoutMs);

    /// <summary>May run in one durable step together with its neighbours.</summary>
    [JsonIgnore]
    public bool IsFusible => (Flags & (PlanFlags.Pure | PlanFlags.Checkpoint)) == PlanFlags.Pure && Retry is null;

    /// <summary>Whether the flag is set.</summary>
    public bool Is(PlanFlags flag) => (Flags & flag) == flag;

    internal static int? Compact(TimeSpan timeout) =>
        (int)timeout.TotalMilliseconds is var milliseconds && milliseconds == DefaultTimeoutMs ? null : milliseconds;
}
