using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Live.Events;

/// <summary>One entry of a run's event log.</summary>
public sealed record RunEvent
{
    /// <summary>1 for the run's first event, then one more each, without gaps; the id of the server-sent event.</summary>
    public long Seq { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="RunEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The node concerned; absent for events of the run itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NodeId { get; init; }

    /// <summary>What belongs to the type; absent when there is nothing to say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Data { get; init; }
}
