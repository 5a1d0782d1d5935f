using System.Text.Json.Serialization;
using HiveFlow.Orchestrations.RunFlow;

namespace HiveFlow.Orchestrations.Subflows;

/// <summary>A run of another flow that is recorded and to be begun now.</summary>
/// <param name="Node">The place in the plan of the subflow node that waits for it.</param>
/// <param name="Input">What its orchestration starts with.</param>
public sealed record PendingRun([property: JsonPropertyName("n")] int Node, [property: JsonPropertyName("i")] RunFlowInput Input);
