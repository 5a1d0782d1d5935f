using System.Text.Json;

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
}
