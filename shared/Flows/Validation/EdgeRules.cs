using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Flows.Validation;

/// <summary>Rules about edges: their ends, their handles, and what <c>onError</c> promises of them.</summary>
internal static class EdgeRules
{
    public static IEnumerable<FlowFault> Check(FlowGraph graph, NodeTypeCatalog types)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var edge in graph.Edges)
        {
            if (edge.Id is { } id && !seen.Add(id))
            {
                yield return Fault(FaultKind.DuplicateId, edge, "id", $"The id {id} is another edge's.");
            }

            if (graph.Find(edge.Source) is not { } source)
            {
                yield return Fault(FaultKind.EdgeToNowhere, edge, "source", NoNode(edge.Source));
            }
            else if (HandleFault(edge, source, types) is { } fault)
            {
                yield return fault;
            }

            if (graph.Find(edge.Target) is null)
            {
                yield return Fault(FaultKind.EdgeToNowhere, edge, "target", NoNode(edge.Target));
            }
        }

        var pairs = graph.Edges.Where(edge => edge.SourceHandle != FlowEdge.ErrorHandle).Select(edge => (edge.Source, edge.Target)).ToHashSet();
        foreach (var fault in graph.Nodes.SelectMany(node => Targets(pairs, node, types)))
        {
            yield return fault;
        }

        var routed = graph.Edges.Where(edge => edge.SourceHandle == FlowEdge.ErrorHandle).Select(edge => edge.Source).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (node.Policy.OnError == ErrorReaction.Route && !routed.Contains(node.Id))
            {
                yield return new FlowFault(
                    FaultKind.InvalidPolicy, node.Id, null, $"{node.Path}.data.onError", "onError is route, but no edge leaves the node by sourceHandle error.");
            }
        }
    }

    /// <summary>A node that names the node which follows needs an edge to it.</summary>
    private static IEnumerable<FlowFault> Targets(HashSet<(string Source, string Target)> pairs, FlowNode node, NodeTypeCatalog types) =>
        types.OutputsOf(node.NodeType, node.Data)
            .Where(output => output.StartsWith(FlowEdge.ToTarget, StringComparison.Ordinal))
            .Select(output => output[FlowEdge.ToTarget.Length..])
            .Distinct(StringComparer.Ordinal)
            .Where(target => !pairs.Contains((node.Id, target)))
            .Select(target => new FlowFault(
                FaultKind.EdgeToNowhere, node.Id, null, $"{node.Path}.data.conditions", $"A condition of the node {node.Id} leads to {target}, but no edge does."));

    private static FlowFault? HandleFault(FlowEdge edge, FlowNode source, NodeTypeCatalog types)
    {
        if (edge.SourceHandle == FlowEdge.ErrorHandle)
        {
            return source.Policy.OnError is ErrorReaction.Stop or ErrorReaction.Continue
                ? Fault(FaultKind.InvalidPolicy, edge, "sourceHandle", $"This error edge is never taken, because onError of the node {source.Id} is not route.")
                : null;
        }

        var outputs = types.OutputsOf(source.NodeType, source.Data);
        if (outputs.Count == 0)
        {
            return null;
        }

        if (edge.HandleAmong(outputs) is { } handle && !outputs.Contains(handle))
        {
            return Fault(
                FaultKind.UnknownHandle, edge, "sourceHandle", $"The node {source.Id} has no output {handle}; it has {string.Join(", ", outputs.Take(50))}.");
        }

        return edge is { SourceHandle: null, IsConditional: true, ConditionIndex: { } index } && (index < 0 || index >= outputs.Count)
            ? Fault(FaultKind.UnknownHandle, edge, "data.conditionIndex", $"The node {source.Id} has no output of number {index}; it has {outputs.Count}.")
            : null;
    }

    private static FlowFault Fault(FaultKind kind, FlowEdge edge, string field, string sentence) =>
        new(kind, null, edge.Id, $"{edge.Path}.{field}", sentence);

    private static string NoNode(string id) => id.Length == 0 ? "An edge needs a source and a target." : $"The flow has no node {id}.";
}
