using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Finds what flows into a node and resolves the expressions of its settings.</summary>
public sealed class StepSettings(IDocumentStore store, PayloadStore payloads)
{
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
        return new ResolvedSettings(data, input);
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
