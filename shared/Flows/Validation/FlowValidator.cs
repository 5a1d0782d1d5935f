using System.Text.Json;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;
using Microsoft.Extensions.Options;

namespace HiveFlow.Flows.Validation;

/// <summary>
/// Names everything that would not run, by node or edge and field. Saving a flow needs none of it; a run that meets a faulty node fails
/// there. Looks only: no code of the flow is run. Thread-safe; a singleton.
/// </summary>
public sealed class FlowValidator(NodeTypeCatalog types, ExpressionEvaluator expressions, IOptions<FlowsOptions> options)
{
    /// <summary>Most faults that are listed for one flow.</summary>
    public const int MostFaults = 1_000;

    private readonly SettingsRules settings = new(types, expressions);

    /// <summary>Every fault of a flow, in graph order, at most <see cref="MostFaults"/>; empty when it would run.</summary>
    public IReadOnlyList<FlowFault> Validate(JsonElement nodes, JsonElement edges) => Validate(FlowGraph.Parse(nodes, edges));

    /// <summary>Every fault of a flow.</summary>
    public IReadOnlyList<FlowFault> Validate(FlowGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return [.. Faults(graph).Take(MostFaults)];
    }

    /// <summary>The faults of one node and of the edges that leave it or lead to it.</summary>
    public IReadOnlyList<FlowFault> ValidateNode(FlowGraph graph, string nodeId)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var edges = graph.Edges.Where(edge => edge.Source == nodeId || edge.Target == nodeId).Select(edge => edge.Path).ToHashSet(StringComparer.Ordinal);
        return [.. Faults(graph)
            .Where(fault => fault.NodeId == nodeId || (fault.NodeId is null && edges.Contains(fault.Field.Split('.')[0])))
            .Take(MostFaults)];
    }

    /// <summary>Whether a run of the flow may be started at all: a flow that is too large may not.</summary>
    public FlowFault? SizeFault(FlowGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return TooMany(graph).FirstOrDefault();
    }

    /// <summary>Whether a run of the flow would do nothing, because it has nodes and can begin at none of them.</summary>
    public FlowFault? StartFault(FlowGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Nodes.Count > 0 && StartNodes.Of(graph, types).Count == 0 ? NodeRules.NoStart(graph) : null;
    }

    private List<FlowFault> Faults(FlowGraph graph)
    {
        var tooMany = TooMany(graph).ToList();
        return tooMany.Count > 0
            ? tooMany
            : [.. graph.Faults, .. NodeRules.Check(graph, types), .. graph.Nodes.SelectMany(node => settings.Check(graph, node)), .. EdgeRules.Check(graph, types),
                .. BodyRules.Check(graph, types, options.Value.Loops.MaxDepth)];
    }

    private IEnumerable<FlowFault> TooMany(FlowGraph graph)
    {
        if (graph.Nodes.Count > options.Value.MaxNodes)
        {
            yield return new FlowFault(
                FaultKind.TooMany, null, null, "nodes", $"The flow has {graph.Nodes.Count} nodes; at most {options.Value.MaxNodes} can run.");
        }

        if (graph.Edges.Count > options.Value.MaxEdges)
        {
            yield return new FlowFault(
                FaultKind.TooMany, null, null, "edges", $"The flow has {graph.Edges.Count} edges; at most {options.Value.MaxEdges} can run.");
        }
    }
}
