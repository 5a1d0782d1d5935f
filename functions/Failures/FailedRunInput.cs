using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Failures;

/// <summary>What an error flow is given.</summary>
/// <param name="Run">The failed run.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="NodeId">The node that failed; null when the run itself did.</param>
/// <param name="Input">What the failed run was given, where that is small (16 KiB); null otherwise.</param>
/// <param name="InputSize">Bytes of an input that is larger; 0 otherwise.</param>
internal sealed record FailedRunInput(FailedRunInput.RunPart Run, FailedRunInput.ErrorPart Error, string? NodeId, JsonElement? Input, long InputSize)
{
    /// <summary>The failed run.</summary>
    internal sealed record RunPart(
        string Id, string FlowId, string FlowName, string Trigger, string? TriggerId, string? RetryOf, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

    /// <summary>Why it failed.</summary>
    internal sealed record ErrorPart(string Code, string Message);
}

/// <summary>JSON contract of what error flows are given, and of alerts.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FailedRunInput))]
[JsonSerializable(typeof(AlertNode))]
internal sealed partial class FailureInputJson : JsonSerializerContext;
