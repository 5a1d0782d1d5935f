using System.Text.Json.Serialization;

namespace HiveFlow.Orchestrations.Waits;

/// <summary>Says of a run that nothing of it is at work.</summary>
public sealed record MarkWaitingRequest
{
    /// <summary>The run.</summary>
    [JsonPropertyName("run")]
    public required string RunId { get; init; }

    /// <summary>Whose run it is.</summary>
    [JsonPropertyName("org")]
    public required string OrganizationId { get; init; }
}
