using System.Globalization;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Flows.Validation;

/// <summary>Rules about nodes as such: ids, types, starts, reach, cycles.</summary>
internal static class NodeRules
{
    public static IEnumerable<FlowFault> Check(FlowGraph graph, NodeTypeCatalog types)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (IdFault(node.Id) is { } sentence)
            {
                yield return new FlowFault(FaultKind.InvalidId, node.Id, null, $"{node.Path}.id", sentence);
            }
            else if (!seen.Add(node.Id))
            {
                yield return new FlowFault(FaultKind.DuplicateId, node.Id, null, $"{node.Path}.id", $"The id {node.Id} is another node's.");
            }

            if (node.Data.ValueKind == System.Text.Json.JsonValueKind.Object && !types.TryGet(node.NodeType, out _))
            {
                yield return new FlowFault(FaultKind.UnknownType, node.Id, null, $"{node.Path}.data.nodeType", FaultTexts.UnknownType(node.NodeType));
            }
        }

        foreach (var fault in Reach(graph, types))
        {
            yield return fault;
        }
    }

    private static string? IdFault(string id)
    {
        if (id.Length is 0 or > FaultTexts.LongestId)
        {
            return FaultTexts.NoId;
        }

        return id.Any(c => char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)
            ? "An id must not hold control or direction-changing characters."
            : null;
    }

    public static FlowFault NoStart(FlowGraph graph) => new(
        FaultKind.NoStart, null, null, "nodes",
        graph.Nodes.Count == 0 ? "The flow has no nodes." : "Every node has an incoming edge and none says startNode: true, so no run could start.");

    private static IEnumerable<FlowFault> Reach(FlowGraph graph, NodeTypeCatalog types)
    {
        var starts = StartNodes.Of(graph, types);
        if (starts.Count == 0)
        {
            yield return NoStart(graph);
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            places.TryAdd(node.Id, places.Count);
        }

        var targets = places.Select(_ => new List<int>()).ToList();
        foreach (var edge in graph.Edges)
        {
            if (places.TryGetValue(edge.Source, out var source) && places.TryGetValue(edge.Target, out var target))
            {
                targets[source].Add(target);
            }
        }

        var cycle = CycleFinder.Find(targets);
        var reached = Reached(targets, starts.Select(id => places[id]));
        foreach (var node in graph.Nodes)
        {
            var place = places[node.Id];
            if (cycle[place] >= 0)
            {
                yield return new FlowFault(FaultKind.Cycle, node.Id, null, node.Path, $"The node {node.Id} leads back to itself without a loop node.");
            }

            if (!reached[place] && starts.Count > 0)
            {
                yield return new FlowFault(FaultKind.Unreachable, node.Id, null, node.Path, $"No run can reach the node {node.Id}.");
            }
        }
    }

    private static bool[] Reached(List<List<int>> targets, IEnumerable<int> starts)
    {
        var reached = new bool[targets.Count];
        var queue = new Queue<int>(starts);
        while (queue.TryDequeue(out var node))
        {
            if (!reached[node])
            {
                reached[node] = true;
                targets[node].ForEach(queue.Enqueue);
            }
        }

        return reached;
    }
}
