using System.Text.Json.Serialization;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>A loop node whose body is to be run now. Its items are in the store.</summary>
/// <param name="Node">Its place in the plan.</param>
/// <param name="Count">Iterations at most.</param>
/// <param name="Parallelism">At a time.</param>
/// <param name="GoesOnAfterErrors">Whether an item that fails leaves the others alone.</param>
public sealed record PendingLoop(
    [property: JsonPropertyName("n")] int Node,
    [property: JsonPropertyName("c")] int Count,
    [property: JsonPropertyName("p")] int Parallelism,
    [property: JsonPropertyName("g"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool GoesOnAfterErrors);
