using System.Text.Json.Serialization;
using HiveFlow.Flows.Running;

namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>Where a run stands between two executions of its orchestrator, and what its end will tell.</summary>
public sealed record RunProgress
{
    /// <summary>Every node's status.</summary>
    [JsonPropertyName("s")]
    public required RunState State { get; init; }

    /// <summary>Nodes that wait for an instant.</summary>
    [JsonPropertyName("w")]
    public IReadOnlyList<PendingWait> Waits { get; init; } = [];

    /// <summary>Use so far, by kind.</summary>
    [JsonPropertyName("u")]
    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();

    /// <summary>Steps run so far.</summary>
    [JsonPropertyName("n")]
    public int Steps { get; init; }

    /// <summary>What they have cost, in millicredits, as far as it is known here.</summary>
    [JsonPropertyName("p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Spent { get; init; }

    /// <summary>The respond node that has answered last; -1 for none.</summary>
    [JsonPropertyName("a")]
    public int Answered { get; init; } = -1;
}
