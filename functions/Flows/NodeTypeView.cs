using System.Text.Json;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Functions.Flows;

/// <summary>A node type as the API shows it.</summary>
/// <param name="Type">The value of <c>data.nodeType</c>.</param>
/// <param name="Title">A few words.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsTrigger">Whether it starts runs.</param>
/// <param name="Outputs">The source handles it chooses from; empty when every edge is taken.</param>
/// <param name="Settings">JSON Schema (draft 2020-12) of its settings within <c>data</c>.</param>
public sealed record NodeTypeView(string Type, string Title, string Description, bool IsTrigger, IReadOnlyList<string> Outputs, JsonElement Settings)
{
    /// <summary>From the catalog.</summary>
    internal static NodeTypeView Of(NodeType type) => new(type.Name, type.Title, type.Description, type.IsTrigger, type.Outputs, type.Settings);
}
