using System.Text.Json;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Validation;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Subflows;

/// <summary>Names the subflow nodes that call a flow which could not be run, as far as that is known before a run: an expression may name any.</summary>
public sealed class SubflowFaults(FlowCatalog catalog)
{
    private const string NodeType = "subflow";
    private const int MaxFlows = 1_000;

    /// <summary>The faults, in graph order.</summary>
    public async ValueTask<IReadOnlyList<FlowFault>> FindAsync(Tenant tenant, FlowGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        List<(FlowNode Node, string FlowId)> calls = [.. graph.Nodes
            .Where(node => node.NodeType == NodeType && FlowIdOf(node) is not null)
            .Select(node => (node, FlowIdOf(node)!))];
        List<string> ids = [.. calls.Select(call => call.FlowId).Where(id => DocumentId.TryParse(id, out _)).Distinct(StringComparer.Ordinal).Take(MaxFlows)];
        if (calls.Count == 0)
        {
            return [];
        }

        var flows = (ids.Count == 0 ? [] : await catalog.GetManyAsync(tenant, ids, cancellationToken))
            .ToDictionary(flow => flow.Id, flow => flow.Document, StringComparer.Ordinal);
        return [.. calls
            .Select(call => (call.Node, Sentence: SentenceOf(call.Node, flows.GetValueOrDefault(call.FlowId))))
            .Where(fault => fault.Sentence is not null)
            .Select(fault => new FlowFault(FaultKind.UnknownFlow, fault.Node.Id, null, $"{fault.Node.Path}.data.flowId", fault.Sentence!))];
    }

    private static string? FlowIdOf(FlowNode node) =>
        node.Data.ValueKind == JsonValueKind.Object && node.Data.TryGetProperty("flowId", out var id)
        && id.ValueKind == JsonValueKind.String && !ExpressionEvaluator.Applies(id)
            ? id.GetString()
            : null;

    private static string? SentenceOf(FlowNode node, Flow? flow)
    {
        if (flow is null)
        {
            return "The organization has no flow of this id.";
        }

        if (flow.Status == FlowStatus.Archived)
        {
            return "The flow of this id is archived.";
        }

        var usesDraft = node.Data.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String
            && (version.ValueEquals("draft") || ExpressionEvaluator.Applies(version));
        return usesDraft || flow.PublishedVersion > 0 ? null : "The flow of this id has no published version; publish it, or set version to draft.";
    }
}
