using System.Text.Json;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Validation;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Subflows;

/// <summary>Names the nodes that call a flow which could not be run, as far as that is known before a run: an expression may name any.</summary>
public sealed class SubflowFaults(FlowCatalog catalog)
{
    private const string NodeType = "subflow";
    private const string AgentType = "agent";
    private const int MaxFlows = 1_000;

    /// <summary>The faults, in graph order.</summary>
    public async ValueTask<IReadOnlyList<FlowFault>> FindAsync(Tenant tenant, FlowGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        List<FlowCall> calls = [.. graph.Nodes.SelectMany(CallsOf)];
        List<string> ids = [.. calls.Select(call => call.FlowId).Where(id => DocumentId.TryParse(id, out _)).Distinct(StringComparer.Ordinal).Take(MaxFlows)];
        if (calls.Count == 0)
        {
            return [];
        }

        var flows = (ids.Count == 0 ? [] : await catalog.GetManyAsync(tenant, ids, cancellationToken))
            .ToDictionary(flow => flow.Id, flow => flow.Document, StringComparer.Ordinal);
        return [.. calls
            .Select(call => (call.Node, call.Path, Sentence: SentenceOf(call.Settings, flows.GetValueOrDefault(call.FlowId))))
            .Where(fault => fault.Sentence is not null)
            .Select(fault => new FlowFault(FaultKind.UnknownFlow, fault.Node.Id, null, fault.Path, fault.Sentence!))];
    }

    /// <summary>Which flows a node calls: a subflow node one, an agent those among its tools.</summary>
    private static IEnumerable<FlowCall> CallsOf(FlowNode node)
    {
        if (node.NodeType == NodeType && FlowIdOf(node.Data) is { } id)
        {
            yield return new FlowCall(node, node.Data, id, $"{node.Path}.data.flowId");
        }

        if (node.NodeType == AgentType && node.Data.ValueKind == JsonValueKind.Object
            && node.Data.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array)
        {
            var place = 0;
            foreach (var tool in tools.EnumerateArray())
            {
                if (FlowIdOf(tool) is { } flow && tool.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("flow"))
                {
                    yield return new FlowCall(node, tool, flow, $"{node.Path}.data.tools[{place}].flowId");
                }

                place++;
            }
        }
    }

    private static string? FlowIdOf(JsonElement settings) =>
        settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("flowId", out var id)
        && id.ValueKind == JsonValueKind.String && !ExpressionEvaluator.Applies(id)
            ? id.GetString()
            : null;

    private static string? SentenceOf(JsonElement settings, Flow? flow)
    {
        if (flow is null)
        {
            return "The organization has no flow of this id.";
        }

        if (flow.Status == FlowStatus.Archived)
        {
            return "The flow of this id is archived.";
        }

        var usesDraft = settings.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String
            && (version.ValueEquals("draft") || ExpressionEvaluator.Applies(version));
        return usesDraft || flow.PublishedVersion > 0 ? null : "The flow of this id has no published version; publish it, or set version to draft.";
    }

    private sealed record FlowCall(FlowNode Node, JsonElement Settings, string FlowId, string Path);
}
