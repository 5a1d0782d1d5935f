using HiveFlow.Authoring.Versions;

namespace HiveFlow.Functions.Flows;

/// <summary>What changed from one version of a flow to another.</summary>
/// <param name="From">The one: a number, or draft for the flow as it is.</param>
/// <param name="To">The other.</param>
/// <param name="Flow">Changes of name and description.</param>
/// <param name="Nodes">Nodes that were added, removed or changed.</param>
/// <param name="Edges">Connections that were added, removed or changed.</param>
public sealed record DiffView(
    string From, string To, IReadOnlyList<FieldChange> Flow, IReadOnlyList<PartChange> Nodes, IReadOnlyList<PartChange> Edges);
