using System.Text.Json.Serialization;
using HiveFlow.Orchestrations.Steps;

namespace HiveFlow.Orchestrations.Agents;

/// <summary>A tool to be called for an agent.</summary>
public sealed record AgentToolRequest
{
    /// <summary>The agent node's step.</summary>
    [JsonPropertyName("s")]
    public required StepsRequest Step { get; init; }

    /// <summary>The turn that asks for it.</summary>
    [JsonPropertyName("t")]
    public required int Turn { get; init; }

    /// <summary>Which of the turn's calls.</summary>
    [JsonPropertyName("c")]
    public required int Call { get; init; }

    /// <summary>Whether the run is over that the call has begun: its result is to be taken.</summary>
    [JsonPropertyName("go")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsResumed { get; init; }
}
