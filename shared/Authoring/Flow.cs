using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring;

/// <summary>A flow as stored.</summary>
public sealed record Flow
{
    /// <summary>Flows, last changed or run first, of all statuses or one.</summary>
    public static readonly Collection<Flow> Collection = new Collection<Flow>("flows", AuthoringJson.Default.Flow)
        .WithIndex("active", ("activeAt", flow => flow.ActiveAt))
        .WithIndex("status", ("status", flow => flow.Status), ("activeAt", flow => flow.ActiveAt));

    /// <summary>24 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Up to 2,000 characters.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>One of <see cref="FlowStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>active or paused: whether triggers start runs.</summary>
    public required string ExecutionState { get; init; }

    /// <summary>The nodes as they were saved, unknown fields included.</summary>
    public required JsonElement Nodes { get; init; }

    /// <summary>The edges as they were saved, unknown fields included.</summary>
    public required JsonElement Edges { get; init; }

    /// <summary>The user who made it.</summary>
    public required string Owner { get; init; }

    /// <summary>1 when made, one more at each change of its content or state.</summary>
    public required long Version { get; init; }

    /// <summary>The latest published version's number; 0 while there is none.</summary>
    public int PublishedVersion { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was last changed or run, to the minute.</summary>
    public required DateTimeOffset ActiveAt { get; init; }

    /// <summary>Fields that are not known here and are given back as they came.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Extra { get; set; } = [];
}
