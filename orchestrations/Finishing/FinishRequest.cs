using System.Text.Json.Serialization;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Runs;

namespace HiveFlow.Orchestrations.Finishing;

/// <summary>Ends a run whose last step could not do it itself.</summary>
public sealed record FinishRequest
{
    /// <summary>The run.</summary>
    [JsonPropertyName("run")]
    public required string RunId { get; init; }

    /// <summary>Whose run it is.</summary>
    [JsonPropertyName("org")]
    public required string OrganizationId { get; init; }

    /// <summary>The frozen flow.</summary>
    [JsonPropertyName("flow")]
    public required string FlowHash { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonPropertyName("at")]
    public required RunProgress Progress { get; init; }

    /// <summary>Whether loops are still at work, whose use <see cref="Progress"/> does not know: the steps' records tell it.</summary>
    [JsonPropertyName("cut")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCutShort { get; init; }

    /// <summary>Why the run failed, when no node's own failure says it.</summary>
    [JsonPropertyName("why")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunFailure? Failure { get; init; }
}
