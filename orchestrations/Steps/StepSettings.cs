using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Finds what flows into a node and resolves the expressions of its settings.</summary>
public sealed class StepSettings(IDocumentStore store, PayloadStore payloads, ExpressionEvaluator expressions)
{
    private const long MaxLoaded = 64 << 20;

    /// <summary>The record of a step of this run; null when there is none.</summary>
    internal async ValueTask<RunStep?> RecallAsync(RunMemory memory, int node, CancellationToken cancellationToken)
    {
        if (memory.Recall(node) is { } known)
        {
            return known;
        }

        var stored = await store.GetAsync(
            RunStep.Collection, memory.Run.Tenant, RunStep.IdOf(memory.Run.Id, node, 0), cancellationToken);
        return stored?.Document;
    }

    internal async ValueTask<Result<ResolvedSettings>> ResolveAsync(StepAssignment step, NodeType type, CancellationToken cancellationToken)
    {
        var input = await InputAsync(step, cancellationToken);
        var data = step.Flow.Graph.Find(step.PlanNode.Id)?.Data ?? JsonValues.EmptyObject;
        if (!ExpressionEvaluator.Applies(data))
        {
            return new ResolvedSettings(data, input);
        }

        var outputs = await OutputsAsync(step, expressions.References(data, type.RawSettings), cancellationToken);
        if (!outputs.IsSuccess)
        {
            return outputs.Error;
        }

        var scope = new ExpressionScope
        {
            Trigger = step.Memory.Input,
            Inputs = step.Memory.Input,
            Run = JsonSerializer.SerializeToElement(
                new RunScope(step.Run.Id, step.Run.FlowId, step.Run.FlowName, step.Run.CreatedAt, step.Run.Trigger), StepJson.Default.RunScope),
            Vars = JsonValues.EmptyObject,
            Outputs = outputs.Value,
        };
        var settings = expressions.Resolve(data, scope, type.RawSettings, cancellationToken);
        return settings.IsSuccess ? new ResolvedSettings(settings.Value, input) : settings.Error;
    }

    private async ValueTask<Result<Dictionary<string, JsonElement>>> OutputsAsync(
        StepAssignment step, ExpressionReferences references, CancellationToken cancellationToken)
    {
        var outputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        long loaded = 0;
        foreach (var id in references.AllNodes ? step.Flow.Plan.Nodes.Select(node => node.Id) : references.NodeIds)
        {
            if (step.Flow.Plan.IndexOf(id) is >= 0 and var node
                && await RecallAsync(step.Memory, node, cancellationToken) is { } record
                && record.Status is StepStatus.Completed or StepStatus.Failed)
            {
                loaded += record.Output?.Size ?? 0;
                if (loaded > MaxLoaded)
                {
                    return ExpressionErrors.Limit(id, $"the outputs that the settings refer to are larger than {MaxLoaded >> 20} MiB");
                }

                outputs[id] = await payloads.LoadAsync(step.Memory.Run.Tenant, record.Output, cancellationToken);
            }
        }

        return outputs;
    }

    /// <summary>The trigger's data for a start, the one predecessor's output, or an object of outputs by node id.</summary>
    internal async ValueTask<JsonElement> InputAsync(StepAssignment step, CancellationToken cancellationToken)
    {
        var plan = step.Flow.Plan;
        List<(string Id, JsonElement Output)> arriving = [];
        foreach (var source in plan.SourcesOf(step.Node))
        {
            if (await RecallAsync(step.Memory, source, cancellationToken) is { } record
                && record.Status is StepStatus.Completed or StepStatus.Failed
                && plan.IsTaken(source, step.Node, record.Status == StepStatus.Failed, record.Branch))
            {
                arriving.Add((record.NodeId, await payloads.LoadAsync(step.Memory.Run.Tenant, record.Output, cancellationToken)));
            }
        }

        return arriving.Count switch
        {
            0 => step.Memory.Input,
            1 => arriving[0].Output,
            _ => JsonSerializer.SerializeToElement(
                arriving.ToDictionary(a => a.Id, a => a.Output, StringComparer.Ordinal), RunsJson.Default.DictionaryStringJsonElement),
        };
    }
}
