using System.Text.Json.Serialization;

namespace HiveFlow.Orchestrations.Agents;

/// <summary>What calling a tool came to; what it gave is in the store.</summary>
public sealed record AgentToolResult
{
    /// <summary>Whether the run has ended, so that nothing is to follow.</summary>
    [JsonPropertyName("e")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasEnded { get; init; }
}
