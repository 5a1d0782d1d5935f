using System.Text.Json;
using HiveFlow.Flows.Validation;

namespace HiveFlow.Flows.Graph;

/// <summary>
/// A read view of a saved flow's nodes and edges. Reading never fails: what is not well-formed stands in <see cref="Faults"/>, and
/// unknown fields stay in the stored JSON, which this view refers to (its document must live as long).
/// </summary>
public sealed class FlowGraph
{
    private readonly Dictionary<string, FlowNode> byId = new(StringComparer.Ordinal);

    private FlowGraph(
        IReadOnlyList<FlowNode> nodes, IReadOnlyList<FlowEdge> edges, IReadOnlyList<FlowFault> faults, IReadOnlyList<(int Position, string Sentence)> strays)
    {
        Nodes = nodes;
        Edges = edges;
        Faults = faults;
        Strays = strays;
        foreach (var node in nodes)
        {
            byId.TryAdd(node.Id, node);
        }
    }

    /// <summary>In graph order.</summary>
    public IReadOnlyList<FlowNode> Nodes { get; }

    /// <summary>In saved order.</summary>
    public IReadOnlyList<FlowEdge> Edges { get; }

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<FlowFault> Faults { get; }

    /// <summary>What stands among the nodes and is none, with the sentence of its fault: by its place in the saved array.</summary>
    internal IReadOnlyList<(int Position, string Sentence)> Strays { get; }

    /// <summary>The first node of that id, or null.</summary>
    public FlowNode? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>Reads the saved arrays; anything that is no array counts as an empty one.</summary>
    public static FlowGraph Parse(JsonElement nodes, JsonElement edges)
    {
        var faults = new List<FlowFault>();
        var nodeList = new List<FlowNode>();
        var edgeList = new List<FlowEdge>();
        var strays = new List<(int, string)>();
        foreach (var (element, position) in Items(nodes, "nodes", faults))
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                nodeList.Add(Node(element, position, faults));
            }
            else
            {
                strays.Add((position, FaultTexts.NoNode));
                faults.Add(new FlowFault(FaultKind.Malformed, null, null, $"nodes[{position}]", FaultTexts.NoNode));
            }
        }

        foreach (var (element, position) in Items(edges, "edges", faults))
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                edgeList.Add(Edge(element, position));
            }
            else
            {
                faults.Add(new FlowFault(FaultKind.Malformed, null, null, $"edges[{position}]", "An edge must be an object."));
            }
        }

        return new FlowGraph(nodeList, edgeList, faults, strays);
    }

    private static IEnumerable<(JsonElement Item, int Position)> Items(JsonElement array, string name, List<FlowFault> faults)
    {
        if (array.ValueKind == JsonValueKind.Array)
        {
            return array.EnumerateArray().Select((item, position) => (item, position));
        }

        if (array.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            faults.Add(new FlowFault(FaultKind.Malformed, null, null, name, $"{name} must be an array."));
        }

        return [];
    }

    private static FlowNode Node(JsonElement element, int position, List<FlowFault> faults)
    {
        var id = Text(element, "id") ?? string.Empty;
        var path = $"nodes[{position}]";
        if (!element.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new FlowFault(FaultKind.Malformed, id, null, $"{path}.data", "A node needs an object data with its nodeType and settings."));
            return new FlowNode(position, id, string.Empty, default, false, NodePolicy.Default);
        }

        var isStart = data.TryGetProperty("startNode", out var start) && start.ValueKind == JsonValueKind.True;
        var policy = new PolicyReader(id, path, faults).Read(data);
        return new FlowNode(position, id, Text(data, "nodeType") ?? string.Empty, data, isStart, policy);
    }

    private static FlowEdge Edge(JsonElement element, int position)
    {
        var isConditional = false;
        int? conditionIndex = null;
        if (element.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
        {
            isConditional = data.TryGetProperty("isConditional", out var flag) && flag.ValueKind == JsonValueKind.True;
            conditionIndex = data.TryGetProperty("conditionIndex", out var index)
                && index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out var number) ? number : null;
        }

        return new FlowEdge(
            position,
            Text(element, "id"),
            Text(element, "source") ?? string.Empty,
            Text(element, "target") ?? string.Empty,
            Text(element, "sourceHandle"),
            Text(element, "targetHandle"),
            isConditional,
            conditionIndex);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
