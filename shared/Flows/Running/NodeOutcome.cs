using System.Text.Json.Serialization;

namespace HiveFlow.Flows.Running;

/// <summary>How one node of a <see cref="PureSlice"/> ended; what the activity gives back to its orchestrator.</summary>
/// <param name="Node">Its place in <see cref="RunPlan.Nodes"/>.</param>
/// <param name="Branch">The output it chose; null for none.</param>
/// <param name="Failed">Whether it failed.</param>
public sealed record NodeOutcome(
    [property: JsonPropertyName("n")] int Node,
    [property: JsonPropertyName("b"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Branch = null,
    [property: JsonPropertyName("x"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Failed = false);
