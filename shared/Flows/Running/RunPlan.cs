using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Flows.Running;

/// <summary>
/// A flow as a run walks it: small, acyclic, serializable as plain JSON (an orchestrator's input), shared between runs and threads.
/// Nodes are named by their place in <see cref="Nodes"/>, which is the graph order. A loop's body is not walked with what is around it, but
/// as a plan of its own (<see cref="BodyOf"/>), once for each item.
/// </summary>
public sealed class RunPlan
{
    private readonly Lazy<Dictionary<string, int>> byId;
    private readonly Lazy<int[][]> sources;
    private readonly ConcurrentDictionary<int, RunPlan> bodies = new();

    /// <summary>
    /// From its parts; an edge that leads out of the list, or places that are not one a node, throw <see cref="ArgumentException"/>.
    /// </summary>
    [JsonConstructor]
    public RunPlan(IReadOnlyList<PlanNode> nodes, IReadOnlyList<int>? places = null)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (places is not null && places.Count != nodes.Count)
        {
            throw new ArgumentException("There must be a place for each node.", nameof(places));
        }

        Nodes = nodes;
        Places = places;
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
        byId = new(() => Nodes.Select((node, place) => (node.Id, place)).ToDictionary(n => n.Id, n => n.place, StringComparer.Ordinal));
    }

    /// <summary>In graph order.</summary>
    [JsonPropertyName("n")]
    public IReadOnlyList<PlanNode> Nodes { get; }

    /// <summary>For a body's plan, the place of each of its nodes in the flow's plan; null for the flow's own.</summary>
    [JsonPropertyName("p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Places { get; }

    /// <summary>Number of edges that lead to each node.</summary>
    internal int[] Incoming { get; }

    /// <summary>The place of a node, or -1.</summary>
    public int IndexOf(string nodeId) => byId.Value.TryGetValue(nodeId, out var place) ? place : -1;

    /// <summary>The place in the flow's plan of one of these nodes.</summary>
    public int PlaceOf(int node) => Places is null ? node : Places[node];

    /// <summary>The node here that has that place in the flow's plan; -1 when none of these has.</summary>
    public int NodeAt(int place)
    {
        if (Places is null)
        {
            return place;
        }

        for (var node = 0; node < Places.Count; node++)
        {
            if (Places[node] == place)
            {
                return node;
            }
        }

        return -1;
    }

    /// <summary>
    /// The body of a loop as one item's walk sees it: first the loop itself, which stands for the item and from which the body begins, then
    /// the nodes of the body and of bodies within it, in graph order.
    /// </summary>
    public RunPlan BodyOf(int loop) => bodies.GetOrAdd(loop, static (place, plan) => BodyPlan.Of(plan, place), this);

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
