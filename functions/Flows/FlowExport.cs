using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Authoring;

namespace HiveFlow.Functions.Flows;

/// <summary>A flow to be carried elsewhere: its content, without owner, state or anything secret.</summary>
/// <param name="Format">hiveflow.flow/1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Edges">Its edges.</param>
public sealed record FlowExport(string Format, string Name, string Description, JsonElement Nodes, JsonElement Edges)
{
    /// <summary>The one format there is.</summary>
    public const string CurrentFormat = "hiveflow.flow/1";

    /// <summary>Its other fields, such as <c>inputSchema</c> and <c>runLimits</c>.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>That flow, with these nodes in place of its own.</summary>
    internal static FlowExport Of(Flow flow, JsonElement nodes) => new(CurrentFormat, flow.Name, flow.Description, nodes, flow.Edges)
    {
        Extra = flow.Extra.Where(field => !Own.Contains(field.Key)).ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal),
    };

    private static readonly HashSet<string> Own = new(["format"], StringComparer.Ordinal);
}
