using System.Text.Json.Serialization;
using HiveFlow.Orchestrations.Subflows;

namespace HiveFlow.Orchestrations.Agents;

/// <summary>What calling a tool came to; what it gave is in the store.</summary>
public sealed record AgentToolResult
{
    /// <summary>Whether the run has ended, so that nothing is to follow.</summary>
    [JsonPropertyName("e")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasEnded { get; init; }

    /// <summary>The run of another flow that is to be begun, after which the call goes on; null when the call is over.</summary>
    [JsonPropertyName("run")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PendingRun? Run { get; init; }

    /// <summary>What the call has cost, in millicredits.</summary>
    [JsonPropertyName("p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Cost { get; init; }
}
