using System.Text.Json.Serialization;

namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>A node that goes on at an instant.</summary>
/// <param name="Node">Its place in the plan.</param>
/// <param name="Until">When (UTC).</param>
/// <param name="IsRetry">Whether it is tried again then; else it is complete then.</param>
/// <param name="Kind">Why.</param>
public sealed record PendingWait(
    [property: JsonPropertyName("n")] int Node,
    [property: JsonPropertyName("t")] DateTimeOffset Until,
    [property: JsonPropertyName("r")] bool IsRetry,
    [property: JsonPropertyName("k"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] WaitKind Kind = WaitKind.Unsaid);
