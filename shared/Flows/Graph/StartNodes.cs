using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Flows.Graph;

/// <summary>Where a run of a flow starts.</summary>
internal static class StartNodes
{
    /// <summary>The nodes that say <c>startNode: true</c>, else those without an incoming edge; triggers without one always.</summary>
    public static HashSet<string> Of(FlowGraph graph, NodeTypeCatalog types)
    {
        var reached = graph.Edges.Where(edge => graph.Find(edge.Source) is not null).Select(edge => edge.Target).ToHashSet(StringComparer.Ordinal);
        var said = graph.Nodes.Any(node => node.IsStart);
        return graph.Nodes
            .Where(node => node.IsStart
                || (!reached.Contains(node.Id) && (!said || (types.TryGet(node.NodeType, out var type) && type.IsTrigger))))
            .Select(node => node.Id)
            .ToHashSet(StringComparer.Ordinal);
    }
}
