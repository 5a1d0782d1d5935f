using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Flows.Validation;

namespace HiveFlow.Flows.Running;

/// <summary>Turns a graph into a plan.</summary>
internal sealed class PlanBuilder(FlowGraph graph, NodeTypeCatalog types)
{
    private const int LongestFault = 300;

    private readonly List<FlowNode> nodes = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> faults = [];

    public RunPlan Build()
    {
        foreach (var node in graph.Nodes)
        {
            // Of two nodes with one id only the first can be meant by an edge; the second one never runs.
            if (places.TryAdd(node.Id, nodes.Count))
            {
                nodes.Add(node);
            }
            else
            {
                Fault(places[node.Id], $"Two nodes have the id {node.Id}.");
            }
        }

        foreach (var fault in graph.Faults.Where(fault => fault.NodeId is not null))
        {
            Fault(places[fault.NodeId!], fault.Message);
        }

        var starts = StartNodes.Of(graph, types);
        var edges = Edges(starts);
        return new RunPlan([.. nodes.Select((node, place) => Plan(node, place, starts, edges[place]))]);
    }

    private List<PlanEdge>[] Edges(HashSet<string> starts)
    {
        var known = new List<(int Source, int Target, FlowEdge Edge)>();
        var targets = nodes.Select(_ => new List<int>()).ToList();
        foreach (var edge in graph.Edges)
        {
            if (!places.TryGetValue(edge.Source, out var source))
            {
                continue;
            }

            if (!places.TryGetValue(edge.Target, out var target))
            {
                Fault(source, $"An edge of the node {edge.Source} leads to no node of the flow.");
                continue;
            }

            known.Add((source, target, edge));
            targets[source].Add(target);
        }

        var cycle = CycleFinder.Find(targets);
        var edges = nodes.Select(_ => new List<PlanEdge>()).ToArray();
        foreach (var (source, target, edge) in known)
        {
            if (cycle[source] >= 0 && cycle[source] == cycle[target])
            {
                Fault(source, $"The node {edge.Source} is part of a cycle without a loop node.");
                Fault(target, $"The node {edge.Target} is part of a cycle without a loop node.");
            }
            else if (!starts.Contains(edge.Target))
            {
                var outputs = types.OutputsOf(nodes[source].NodeType, nodes[source].Data);
                edges[source].Add(new PlanEdge(target, edge.HandleAmong(outputs)));
            }
        }

        return edges;
    }

    private PlanNode Plan(FlowNode node, int place, HashSet<string> starts, List<PlanEdge> edges)
    {
        var flags = (node.Policy.Checkpoint ? PlanFlags.Checkpoint : 0) | (starts.Contains(node.Id) ? PlanFlags.Start : 0);
        var timeout = node.Policy.Timeout;
        if (types.TryGet(node.NodeType, out var type))
        {
            flags |= (type.IsPure ? PlanFlags.Pure : 0) | (type.IsTrigger ? PlanFlags.Trigger : 0);
            flags |= types.OutputsOf(node.NodeType, node.Data).Count > 0 ? PlanFlags.Branching : 0;
            timeout ??= type.DefaultTimeout;
        }
        else
        {
            Fault(place, FaultTexts.UnknownType(node.NodeType));
        }

        var hasErrorEdge = edges.Exists(edge => edge.Handle == FlowEdge.ErrorHandle);
        return new PlanNode
        {
            Id = node.Id,
            Type = node.NodeType,
            Flags = flags,
            Retry = node.Policy.Retry,
            TimeoutMs = timeout is { } said ? PlanNode.Compact(said) : null,
            OnError = node.Policy.OnError switch
            {
                null => hasErrorEdge ? ErrorReaction.Route : ErrorReaction.Stop,
                ErrorReaction.Route when !hasErrorEdge => ErrorReaction.Stop,
                { } reaction => reaction,
            },
            Fault = faults.GetValueOrDefault(place),
            Edges = edges,
        };
    }

    private void Fault(int place, string sentence) =>
        faults.TryAdd(place, sentence.Length <= LongestFault ? sentence : string.Concat(sentence.AsSpan(0, LongestFault), "…"));
}
