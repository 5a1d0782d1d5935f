using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Mcp;

/// <summary>What a run of a flow came to.</summary>
internal sealed record RunToolAnswer
{
    /// <summary>The run.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>queued, running, waiting, completed, failed or cancelled.</summary>
    public required string Status { get; init; }

    /// <summary>The result of a run that is over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Output { get; init; }

    /// <summary>Why it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunFailure? Failure { get; init; }

    /// <summary>What to do next, where there is something to do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }
}
