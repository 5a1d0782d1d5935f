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

    // What is no node, or has no id: nothing leads to it, so that a run begins there, and fails.
    private readonly HashSet<int> strays = [];
    private LoopBodies? bodies;

    public RunPlan Build()
    {
        foreach (var node in graph.Strays.Count == 0 ? graph.Nodes : WithStrays())
        {
            if (node.Id.Length == 0)
            {
                AddStray(node);
                continue;
            }

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

        foreach (var fault in graph.Faults.Where(fault => fault.NodeId is { Length: > 0 }))
        {
            Fault(places[fault.NodeId!], fault.Message);
        }

        // Of a flow with such elements nothing else is run: whoever saved it meant something that is not there.
        var starts = strays.Count == 0 ? StartNodes.Of(graph, types) : [];
        var edges = Edges(starts);
        return new RunPlan([.. nodes.Select((node, place) => Plan(node, place, starts, edges[place]))]);
    }

    private IEnumerable<FlowNode> WithStrays() => graph.Nodes
        .Concat(graph.Strays.Select(stray => new FlowNode(stray.Position, string.Empty, string.Empty, default, false, NodePolicy.Default)))
        .OrderBy(node => node.Position);

    private void AddStray(FlowNode node)
    {
        var name = node.Path;
        while (graph.Find(name) is not null)
        {
            name += "'";
        }

        strays.Add(nodes.Count);
        Fault(nodes.Count, graph.Strays.FirstOrDefault(stray => stray.Position == node.Position).Sentence ?? FaultTexts.NoId);
        nodes.Add(node with { Id = name });
    }

    private List<(PlanEdge Edge, bool IsBody)>[] Edges(HashSet<string> starts)
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
        var sound = new List<(int Source, int Target, bool IsBody)>();
        var handles = new List<string?>();
        foreach (var (source, target, edge) in known)
        {
            if (cycle[source] >= 0 && cycle[source] == cycle[target])
            {
                Fault(source, $"The node {edge.Source} is part of a cycle without a loop node.");
                Fault(target, $"The node {edge.Target} is part of a cycle without a loop node.");
            }
            else if (!starts.Contains(edge.Target))
            {
                var handle = edge.HandleAmong(types.OutputsOf(nodes[source].NodeType, nodes[source].Data));
                sound.Add((source, target, handle == LoopBodies.BodyHandle && types.HasBody(nodes[source].NodeType)));

                // What follows the last item is the loop's common way on.
                handles.Add(handle == LoopBodies.DoneHandle && types.HasBody(nodes[source].NodeType) ? null : handle);
            }
        }

        return WithinBodies(sound, handles);
    }

    private List<(PlanEdge Edge, bool IsBody)>[] WithinBodies(List<(int Source, int Target, bool IsBody)> sound, List<string?> handles)
    {
        bodies = LoopBodies.Find(nodes.Count, sound);
        var edges = nodes.Select(_ => new List<(PlanEdge, bool)>()).ToArray();
        for (var place = 0; place < sound.Count; place++)
        {
            var (source, target, isBody) = sound[place];
            if (bodies.Leaving.Contains(place))
            {
                Fault(source, FaultTexts.LeavesBody(nodes[source].Id, nodes[target].Id));
            }
            else if (bodies.TooDeep.Contains(source))
            {
                Fault(source, FaultTexts.TooDeep(nodes[source].Id, LoopBodies.Deepest));
            }
            else
            {
                edges[source].Add((new PlanEdge(target, isBody ? null : handles[place]), isBody));
            }
        }

        return edges;
    }

    private PlanNode Plan(FlowNode node, int place, HashSet<string> starts, List<(PlanEdge Edge, bool IsBody)> all)
    {
        List<PlanEdge> edges = [.. all.Where(edge => !edge.IsBody).Select(edge => edge.Edge)];
        IReadOnlyList<PlanEdge>? body = types.HasBody(node.NodeType) ? [.. all.Where(edge => edge.IsBody).Select(edge => edge.Edge)] : null;
        if (body is { Count: 0 })
        {
            Fault(place, FaultTexts.NoBody(node.Id));
        }

        var flags = (node.Policy.Checkpoint ? PlanFlags.Checkpoint : 0) | (starts.Contains(node.Id) ? PlanFlags.Start : 0);
        var timeout = node.Policy.Timeout;
        if (strays.Contains(place))
        {
            flags = PlanFlags.Start | PlanFlags.Pure;
        }
        else if (types.TryGet(node.NodeType, out var type))
        {
            flags |= (type.IsPure ? PlanFlags.Pure : 0) | (type.IsTrigger ? PlanFlags.Trigger : 0);
            flags |= types.OutputsOf(node.NodeType, node.Data).Count > 0 ? PlanFlags.Branching : 0;
            timeout ??= type.DefaultTimeout;
            if (type.StaysOutsideLoops && bodies?.LoopOf(place) is not null)
            {
                Fault(place, FaultTexts.StaysOutside(node.NodeType));
            }
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
            Loop = bodies?.LoopOf(place),
            Body = body,
            Edges = edges,
        };
    }

    private void Fault(int place, string sentence) =>
        faults.TryAdd(place, sentence.Length <= LongestFault ? sentence : string.Concat(sentence.AsSpan(0, LongestFault), "…"));
}
