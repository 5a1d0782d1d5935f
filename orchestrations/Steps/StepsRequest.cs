using System.Text.Json.Serialization;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.RunFlow;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>One durable step: a node, or nodes that may share it.</summary>
public sealed record StepsRequest
{
    /// <summary>The run.</summary>
    [JsonPropertyName("run")]
    public required string RunId { get; init; }

    /// <summary>Whose run it is.</summary>
    [JsonPropertyName("org")]
    public required string OrganizationId { get; init; }

    /// <summary>The frozen flow.</summary>
    [JsonPropertyName("flow")]
    public required string FlowHash { get; init; }

    /// <summary>The loop's item whose body it is part of; null outside loops.</summary>
    [JsonPropertyName("in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoopScope? Within { get; init; }

    /// <summary>The orchestration that asks for it, where a loop's body is walked: it is woken when a wait of it ends. Null for the run's own.</summary>
    [JsonPropertyName("by")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }

    /// <summary>How the body came out of the loop that is the slice's first node; null for other nodes.</summary>
    [JsonPropertyName("loop")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoopEnd? Loop { get; init; }

    /// <summary>What to run; nothing where only an item is to be ended.</summary>
    [JsonPropertyName("do")]
    public required PureSlice Slice { get; init; }

    /// <summary>The try of the slice's first node, from 1.</summary>
    [JsonPropertyName("try")]
    public int Attempt { get; init; } = 1;

    /// <summary>Whether the slice's first node has waited for its instant and is complete now: its output is recorded already.</summary>
    [JsonPropertyName("go")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsResumed { get; init; }

    /// <summary>Whether nothing else of the run was at work, waited or was ready when this was asked for: if it waits, the run waits.</summary>
    [JsonPropertyName("one")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAlone { get; init; }

    /// <summary>Whether an earlier durable step has begun the first node's try, and this one goes on with it.</summary>
    [JsonPropertyName("on")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsContinued { get; init; }

    /// <summary>What the run's steps are known to have cost when this was asked for, in millicredits: another process may have run them.</summary>
    [JsonPropertyName("paid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Spent { get; init; }

    /// <summary>
    /// Set when nothing of the run, or of the loop's item, is left but this slice: the activity ends it in the same atomic write, if it can.
    /// </summary>
    [JsonPropertyName("end")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunProgress? Final { get; init; }
}
