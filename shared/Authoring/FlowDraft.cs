using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Authoring;

/// <summary>
/// A flow as it comes from outside: everything optional where something is replaced; unknown fields are kept, those that are the server's
/// are dropped.
/// </summary>
public sealed record FlowDraft
{
    private static readonly HashSet<string> ServerOwned = new(StringComparer.Ordinal)
    {
        "id", "_id", "owner", "organizationId", "status", "executionState", "processCount", "publishedVersion", "createdAt", "updatedAt",
        "activeAt", "success", "data", "flow",
    };

    /// <summary>1 to 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Up to 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>An array of nodes.</summary>
    public JsonElement? Nodes { get; init; }

    /// <summary>An array of edges.</summary>
    public JsonElement? Edges { get; init; }

    /// <summary>The version that is replaced; null takes whatever is there.</summary>
    public long? Version { get; init; }

    /// <summary>Everything else.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Extra { get; set; } = [];

    /// <summary>The fields to keep that are not known here.</summary>
    internal Dictionary<string, JsonElement> Kept() =>
        Extra.Where(field => !ServerOwned.Contains(field.Key)).ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
}
