using System.Text.Json;

namespace HiveFlow.Functions.Flows;

/// <summary>Several connections to be added and removed in one step.</summary>
public sealed record BulkEdges
{
    // Not init: a generated contract takes such properties as arguments, and a missing one as null.
    /// <summary>Connections to add, at most 500.</summary>
    public IReadOnlyList<JsonElement> Add { get; set; } = [];

    /// <summary>Ids of connections to remove, at most 500.</summary>
    public IReadOnlyList<string> Remove { get; set; } = [];
}
