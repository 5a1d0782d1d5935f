using System.Runtime.InteropServices;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Runs;
using HiveFlow.Runs.Loops;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Finds what flows into a node and resolves the expressions of its settings.</summary>
public sealed class StepSettings(IDocumentStore store, PayloadStore payloads, LoopStore loops, ExpressionEvaluator expressions)
{
    private const long MaxLoaded = 64 << 20;

    /// <summary>The record of a step of this run; null when there is none.</summary>
    /// <param name="memory">The run.</param>
    /// <param name="node">The node's place in the flow's plan.</param>
    /// <param name="iteration">Null outside loops.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async ValueTask<RunStep?> RecallAsync(RunMemory memory, int node, string? iteration, CancellationToken cancellationToken)
    {
        if (memory.Recall(node, iteration) is { } known)
        {
            return known;
        }

        var stored = await store.GetAsync(
            RunStep.Collection, memory.Run.Tenant, RunStep.IdOf(memory.Run.Id, node, iteration), cancellationToken);
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

        var settings = await ResolveAsync(step.Memory, step.Scope, data, type.UnresolvedSettings, cancellationToken);
        return settings.IsSuccess ? new ResolvedSettings(settings.Value, input) : settings.Error;
    }

    /// <summary>A node's data with its expressions resolved as they are seen from a place in the run.</summary>
    internal async ValueTask<Result<JsonElement>> ResolveAsync(
        RunMemory memory, StepScope place, JsonElement data, IReadOnlyList<string> unresolved, CancellationToken cancellationToken)
    {
        var item = place.Item is { } within ? await ItemAsync(memory, within, IsNamed(data, "previous"u8), cancellationToken) : (ItemScope?)null;
        var outputs = await OutputsAsync(memory, place, expressions.References(data, unresolved), cancellationToken);
        if (!outputs.IsSuccess)
        {
            return outputs.Error;
        }

        var run = memory.Run.Document;
        var scope = new ExpressionScope
        {
            Trigger = memory.Input,
            Inputs = memory.Input,
            Run = JsonSerializer.SerializeToElement(
                new RunScope(run.Id, run.FlowId, run.FlowName, run.CreatedAt, run.Trigger), StepJson.Default.RunScope),
            Vars = JsonValues.EmptyObject,
            Item = item?.Item ?? JsonValues.Null,
            Index = item is null ? JsonValues.Null : JsonSerializer.SerializeToElement(item.Index, StepJson.Default.Int32),
            Previous = item?.Previous ?? JsonValues.Null,
            Outputs = outputs.Value,
        };
        return expressions.Resolve(data, scope, unresolved, cancellationToken);
    }

    /// <summary>A loop's item as the nodes of its body see it.</summary>
    private async ValueTask<ItemScope> ItemAsync(
        RunMemory memory, (LoopPlace Loop, int Index) at, bool withPrevious, CancellationToken cancellationToken)
    {
        var tenant = memory.Run.Tenant;
        var item = await loops.ItemAsync(tenant, at.Loop, at.Index, cancellationToken);
        var previous = withPrevious ? await loops.ResultAsync(tenant, at.Loop, at.Index - 1, cancellationToken) : null;
        return new ItemScope(
            item ?? JsonSerializer.SerializeToElement(at.Index, StepJson.Default.Int32),
            at.Index,
            await payloads.LoadAsync(tenant, previous?.Output, cancellationToken));
    }

    /// <summary>A cheap look, to spare reading what nobody asks for.</summary>
    private static bool IsNamed(JsonElement data, ReadOnlySpan<byte> name) => JsonMarshal.GetRawUtf8Value(data).IndexOf(name) >= 0;

    private async ValueTask<Result<Dictionary<string, JsonElement>>> OutputsAsync(
        RunMemory memory, StepScope scope, ExpressionReferences references, CancellationToken cancellationToken)
    {
        var plan = scope.Flow.Plan;
        var outputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        long loaded = 0;
        foreach (var id in references.AllNodes ? plan.Nodes.Select(node => node.Id) : references.NodeIds)
        {
            if (plan.IndexOf(id) is not (>= 0 and var node))
            {
                continue;
            }

            if (scope.ItemOf(node) is { } item)
            {
                outputs[id] = JsonSerializer.SerializeToElement(await ItemAsync(memory, item, withPrevious: true, cancellationToken), StepJson.Default.ItemScope);
            }
            else if (scope.Sees(node, out var iteration)
                && await RecallAsync(memory, node, iteration, cancellationToken) is { } record
                && record.Status is StepStatus.Completed or StepStatus.Failed)
            {
                loaded += record.Output?.Size ?? 0;
                if (loaded > MaxLoaded)
                {
                    return ExpressionErrors.Limit(id, $"the outputs that the settings refer to are larger than {MaxLoaded >> 20} MiB");
                }

                outputs[id] = await payloads.LoadAsync(memory.Run.Tenant, record.Output, cancellationToken);
            }
        }

        return outputs;
    }

    /// <summary>
    /// The trigger's data for a start, the item where a loop's body begins, the one predecessor's output, or an object of outputs by node id.
    /// </summary>
    internal async ValueTask<JsonElement> InputAsync(StepAssignment step, CancellationToken cancellationToken)
    {
        var (plan, iteration) = (step.Scope.Plan, step.Scope.Iteration);
        List<(string Id, JsonElement Output)> arriving = [];
        foreach (var source in plan.SourcesOf(step.Node))
        {
            if (source == 0 && step.Scope.Item is { } item)
            {
                arriving.Add((plan.Nodes[0].Id, (await ItemAsync(step.Memory, item, withPrevious: false, cancellationToken)).Item));
            }
            else if (await RecallAsync(step.Memory, plan.PlaceOf(source), iteration, cancellationToken) is { } record
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
