using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;

namespace HiveFlow.Orchestrations.Finishing;

/// <summary>What a flow, or a loop's body, comes to: the output of the one node after which nothing ran, else an object of those by node id.</summary>
public sealed class LastOutputs(StepSettings steps, PayloadStore payloads)
{
    /// <summary>Its result; null for none.</summary>
    /// <param name="memory">The run.</param>
    /// <param name="scope">What was walked.</param>
    /// <param name="state">Where every node stands.</param>
    /// <param name="key">Names the file, should the result need one of its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Result<Payload?>> ReadAsync(RunMemory memory, StepScope scope, RunState state, string key, CancellationToken cancellationToken)
    {
        var last = LastNodes(scope.Plan, state);
        if (last.Count == 1)
        {
            return (await steps.RecallAsync(memory, scope.Plan.PlaceOf(last[0]), scope.Iteration, cancellationToken))?.Output;
        }

        var outputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var node in last)
        {
            var record = await steps.RecallAsync(memory, scope.Plan.PlaceOf(node), scope.Iteration, cancellationToken);
            outputs[scope.Plan.Nodes[node].Id] = await payloads.LoadAsync(memory.Run.Tenant, record?.Output, cancellationToken);
        }

        var all = JsonSerializer.SerializeToElement(outputs, RunsJson.Default.DictionaryStringJsonElement);
        return await payloads.SaveAsync(memory.Run.Tenant, key, all, cancellationToken) is { } kept
            ? kept
            : RunErrors.OutputTooLarge(PayloadStore.MaxSize);
    }

    private static List<int> LastNodes(RunPlan plan, RunState state)
    {
        List<int> last = [];
        for (var node = 0; node < plan.Nodes.Count; node++)
        {
            if (state.StatusOf(node) == NodeStatus.Completed
                && plan.Nodes[node].Edges.All(edge => state.StatusOf(edge.Target) is NodeStatus.Skipped or NodeStatus.Pending))
            {
                last.Add(node);
            }
        }

        return last;
    }
}
