using System.Text.Json;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Versions;

/// <summary>A published version of a flow: never changed.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="Number">1 for the first one.</param>
/// <param name="Name">The flow's name then.</param>
/// <param name="Description">Its description then.</param>
/// <param name="Nodes">Its nodes then.</param>
/// <param name="Edges">Its edges then.</param>
/// <param name="PublishedBy">The user who published it.</param>
/// <param name="PublishedAt">When.</param>
public sealed record FlowVersion(
    string FlowId, int Number, string Name, string Description, JsonElement Nodes, JsonElement Edges, string PublishedBy, DateTimeOffset PublishedAt)
{
    /// <summary>Versions of one flow, latest first.</summary>
    public static readonly Collection<FlowVersion> Collection = new Collection<FlowVersion>("flow_versions", AuthoringJson.Default.FlowVersion)
        .WithUniqueIndex("flow", ("flowId", version => version.FlowId), ("number", version => (long)version.Number));

    /// <summary>
    /// Its other fields then, such as <c>inputSchema</c> and <c>runLimits</c>; null in versions of a time when they were not kept.
    /// </summary>
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>The document's id.</summary>
    public static string IdOf(string flowId, int number) => $"{flowId}/{number}";
}
