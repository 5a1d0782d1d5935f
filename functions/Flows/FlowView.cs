using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Authoring;

namespace HiveFlow.Functions.Flows;

/// <summary>A flow as the API shows it; unknown fields stand beside the known ones as they were saved.</summary>
public sealed record FlowView
{
    /// <summary>24 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The same, as public clients read it.</summary>
    [JsonPropertyName("_id")]
    public required string LegacyId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>draft, active, paused, stopped or archived.</summary>
    public required string Status { get; init; }

    /// <summary>active or paused.</summary>
    public required string ExecutionState { get; init; }

    /// <summary>Its nodes as saved.</summary>
    public required JsonElement Nodes { get; init; }

    /// <summary>Its edges as saved.</summary>
    public required JsonElement Edges { get; init; }

    /// <summary>The user who made it.</summary>
    public required string Owner { get; init; }

    /// <summary>Runs ever started.</summary>
    public required long ProcessCount { get; init; }

    /// <summary>One more at each change.</summary>
    public required long Version { get; init; }

    /// <summary>The latest published version; 0 for none.</summary>
    public required int PublishedVersion { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Fields not known here.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>From the stored flow.</summary>
    internal static FlowView Of(Flow flow, long processCount) => new()
    {
        Id = flow.Id,
        LegacyId = flow.Id,
        Name = flow.Name,
        Description = flow.Description,
        Status = flow.Status,
        ExecutionState = flow.ExecutionState,
        Nodes = flow.Nodes,
        Edges = flow.Edges,
        Owner = flow.Owner,
        ProcessCount = processCount,
        Version = flow.Version,
        PublishedVersion = flow.PublishedVersion,
        CreatedAt = flow.CreatedAt,
        UpdatedAt = flow.UpdatedAt,
        Extra = flow.Extra.Count == 0 ? null : flow.Extra,
    };
}
