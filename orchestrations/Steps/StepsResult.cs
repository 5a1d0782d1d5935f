using System.Text.Json.Serialization;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.RunFlow;

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

    /// <summary>Whether the run was marked as waiting with it.</summary>
    [JsonPropertyName("m")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasMarked { get; init; }

    /// <summary>Use of these steps, by kind; null for none.</summary>
    [JsonPropertyName("u")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Usage { get; init; }

    /// <summary>A respond node that has answered; null for none.</summary>
    [JsonPropertyName("a")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Answered { get; init; }

    /// <summary>Whether the run has ended with these steps.</summary>
    [JsonPropertyName("e")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasEnded { get; init; }
}
