using System.Text.Json;
using HiveFlow.Authoring.Versions;

namespace HiveFlow.Functions.Flows;

/// <summary>A published version as the API shows it.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Name">The flow's name then.</param>
/// <param name="Description">Its description then.</param>
/// <param name="Nodes">Its nodes then.</param>
/// <param name="Edges">Its edges then.</param>
/// <param name="PublishedBy">The user who published it.</param>
/// <param name="PublishedAt">When.</param>
public sealed record VersionView(
    int Number, string Name, string Description, JsonElement Nodes, JsonElement Edges, string PublishedBy, DateTimeOffset PublishedAt)
{
    /// <summary>From the stored version.</summary>
    internal static VersionView Of(FlowVersion version) => new(
        version.Number, version.Name, version.Description, version.Nodes, version.Edges, version.PublishedBy, version.PublishedAt);
}
