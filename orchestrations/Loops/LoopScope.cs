using System.Text.Json.Serialization;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>One item of a loop.</summary>
/// <param name="Loop">The loop node's place in the flow's plan.</param>
/// <param name="Iteration">The item's index, after those of the loops around it as in <c>2.5</c>.</param>
public sealed record LoopScope([property: JsonPropertyName("l")] int Loop, [property: JsonPropertyName("i")] string Iteration);
