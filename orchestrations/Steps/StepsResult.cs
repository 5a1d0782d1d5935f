using System.Text.Json.Serialization;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Processors.Agents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>What a <see cref="StepsRequest"/> came to. Outputs are in the step store.</summary>
public sealed record StepsResult
{
    /// <summary>Nodes that ended, in the order they did.</summary>
    [JsonPropertyName("o")]
    public IReadOnlyList<NodeOutcome> Outcomes { get; init; } = [];

    /// <summary>The node that waits or is to be tried again; null when none does.</summary>
    [JsonPropertyName("w")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PendingWait? Wait { get; init; }

    /// <summary>The loop whose body is to be run; null when there is none.</summary>
    [JsonPropertyName("loop")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PendingLoop? Loop { get; init; }

    /// <summary>The run of another flow that is to be begun; null when there is none.</summary>
    [JsonPropertyName("run")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PendingRun? Run { get; init; }

    /// <summary>How the loop's item ended with these steps; null when it has not.</summary>
    [JsonPropertyName("i")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ItemEnd? Item { get; init; }

    /// <summary>Whether the run was marked as waiting with it.</summary>
    [JsonPropertyName("m")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasMarked { get; init; }

    /// <summary>Tools that the node wants called before it goes on; null when it is over.</summary>
    [JsonPropertyName("c")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ToolRound? Tools { get; init; }

    /// <summary>Use of these steps, by kind; null for none.</summary>
    [JsonPropertyName("u")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Usage { get; init; }

    /// <summary>What these steps have cost, in millicredits; of an agent with its tools.</summary>
    [JsonPropertyName("p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Cost { get; init; }

    /// <summary>A respond node that has answered; null for none.</summary>
    [JsonPropertyName("a")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Answered { get; init; }

    /// <summary>Whether the run has ended with these steps.</summary>
    [JsonPropertyName("e")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasEnded { get; init; }
}
