using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Flows.Validation;

/// <summary>Rules about loops' bodies: that there is one, that no edge leaves it, how deep they are nested, what can be in one.</summary>
internal static class BodyRules
{
    public static IEnumerable<FlowFault> Check(FlowGraph graph, NodeTypeCatalog types, int mostDepth)
    {
        if (!graph.Nodes.Any(node => types.HasBody(node.NodeType)))
        {
            yield break;
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            places.TryAdd(node.Id, places.Count);
        }

        List<FlowEdge> edges = Sound(graph, types, places);
        var bodies = LoopBodies.Find(
            places.Count, [.. edges.Select(edge => (places[edge.Source], places[edge.Target], IsBody(graph, types, edge)))]);
        for (var place = 0; place < edges.Count; place++)
        {
            if (bodies.Leaving.Contains(place))
            {
                var edge = edges[place];
                yield return new FlowFault(
                    FaultKind.LoopBody, null, edge.Id, $"{edge.Path}.target", FaultTexts.LeavesBody(edge.Source, edge.Target));
            }
        }

        foreach (var node in graph.Nodes)
        {
            if (NodeFault(node, graph, types, bodies, places[node.Id], mostDepth) is { } sentence)
            {
                yield return new FlowFault(FaultKind.LoopBody, node.Id, null, node.Path, sentence);
            }
        }
    }

    private static string? NodeFault(FlowNode node, FlowGraph graph, NodeTypeCatalog types, LoopBodies bodies, int place, int mostDepth)
    {
        if (!types.TryGet(node.NodeType, out var type))
        {
            return null;
        }

        if (type.StaysOutsideLoops && bodies.LoopOf(place) is not null)
        {
            return FaultTexts.StaysOutside(node.NodeType);
        }

        if (!type.HasBody)
        {
            return null;
        }

        return bodies.DepthOf(place) >= Math.Min(mostDepth, LoopBodies.Deepest)
            ? FaultTexts.TooDeep(node.Id, mostDepth)
            : graph.Edges.Any(edge => edge.Source == node.Id && IsBody(graph, types, edge)) ? null : FaultTexts.NoBody(node.Id);
    }

    /// <summary>The edges that a run could take: between nodes, not to a start, not of a cycle.</summary>
    private static List<FlowEdge> Sound(FlowGraph graph, NodeTypeCatalog types, Dictionary<string, int> places)
    {
        var starts = StartNodes.Of(graph, types);
        List<FlowEdge> edges = [.. graph.Edges.Where(edge => places.ContainsKey(edge.Source) && places.ContainsKey(edge.Target))];
        var targets = places.Select(_ => new List<int>()).ToList();
        edges.ForEach(edge => targets[places[edge.Source]].Add(places[edge.Target]));
        var cycle = CycleFinder.Find(targets);
        return [.. edges.Where(edge => !starts.Contains(edge.Target)
            && (cycle[places[edge.Source]] < 0 || cycle[places[edge.Source]] != cycle[places[edge.Target]]))];
    }

    private static bool IsBody(FlowGraph graph, NodeTypeCatalog types, FlowEdge edge) =>
        graph.Find(edge.Source) is { } source
        && types.HasBody(source.NodeType)
        && edge.HandleAmong(types.OutputsOf(source.NodeType, source.Data)) == LoopBodies.BodyHandle;
}
