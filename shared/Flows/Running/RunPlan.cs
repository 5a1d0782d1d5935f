using System.Text.Json.Serialization;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Flows.Running;

/// <summary>
/// A flow as a run walks it: small, acyclic, serializable as plain JSON (an orchestrator's input), shared between runs and threads.
/// Nodes are named by their place in <see cref="Nodes"/>, which is the graph order.
/// </summary>
public sealed class RunPlan
{
    private readonly Lazy<Dictionary<string, int>> places;
    private readonly Lazy<int[][]> sources;

    /// <summary>From its parts; an edge that leads out of the list throws <see cref="ArgumentException"/>.</summary>
    [JsonConstructor]
    public RunPlan(IReadOnlyList<PlanNode> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        Nodes = nodes;
        Incoming = new int[nodes.Count];
        foreach (var edge in nodes.SelectMany(node => node.Edges))
        {
            if (edge.Target < 0 || edge.Target >= nodes.Count)
            {
                throw new ArgumentException("An edge of the plan leads to no node.", nameof(nodes));
            }

            Incoming[edge.Target]++;
        }

        sources = new(FindSources);
        places = new(() => Nodes.Select((node, place) => (node.Id, place)).ToDictionary(n => n.Id, n => n.place, StringComparer.Ordinal));
    }

    /// <summary>In graph order.</summary>
    [JsonPropertyName("n")]
    public IReadOnlyList<PlanNode> Nodes { get; }

    /// <summary>Number of edges that lead to each node.</summary>
    internal int[] Incoming { get; }

    /// <summary>The place of a node, or -1.</summary>
    public int IndexOf(string nodeId) => places.Value.TryGetValue(nodeId, out var place) ? place : -1;

    /// <summary>The places of the nodes that edges lead to this one from, ascending, each once.</summary>
    public IReadOnlyList<int> SourcesOf(int node) => sources.Value[node];

    /// <summary>Whether something flowed from one node to another, given how the first one ended.</summary>
    public bool IsTaken(int source, int target, bool failed, string? branch)
    {
        var node = Nodes[source];
        var status = failed ? NodeStatus.Failed : NodeStatus.Completed;
        return node.Edges.Any(edge => edge.Target == target && edge.IsTaken(status, branch, node.OnError));
    }

    /// <summary>
    /// Makes the plan. Never fails: a node that could not run keeps a <see cref="PlanNode.Fault"/>, edges that lead nowhere or close
    /// a cycle are left out, so that every run of every plan ends.
    /// </summary>
    public static RunPlan From(FlowGraph graph, NodeTypeCatalog types)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(types);
        return new PlanBuilder(graph, types).Build();
    }

    private int[][] FindSources()
    {
        var found = new List<int>[Nodes.Count];
        for (var source = 0; source < found.Length; source++)
        {
            foreach (var edge in Nodes[source].Edges)
            {
                var list = found[edge.Target] ??= [];
                if (list.Count == 0 || list[^1] != source)
                {
                    list.Add(source);
                }
            }
        }

        return [.. found.Select(list => list?.ToArray() ?? [])];
    }
}
