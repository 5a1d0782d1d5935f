using System.Text.Json.Serialization;

namespace HiveFlow.Flows.Running;

/// <summary>
/// The nodes that one activity may run: those it was started for, and the fusible ones after them that wait for nothing outside the
/// slice. Slices of one run never overlap. An activity's input, so it is as small as its part of the flow.
/// </summary>
/// <param name="Nodes">Places in <see cref="RunPlan.Nodes"/>; the first <paramref name="Seeds"/> are ready.</param>
/// <param name="Seeds">How many of them the activity was started for.</param>
/// <param name="Taken">Those after the seeds that an edge from outside the slice was already taken to.</param>
public sealed record PureSlice(
    [property: JsonPropertyName("n")] IReadOnlyList<int> Nodes,
    [property: JsonPropertyName("s")] int Seeds,
    [property: JsonPropertyName("t")] IReadOnlyList<int> Taken)
{
    /// <summary>Starts to work on it.</summary>
    public SliceRun Begin(RunPlan plan) => new(plan, this);
}
