using System.Text.Json;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Flows.Running;
using HiveFlow.Live.Events;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Finishing;

/// <summary>
/// Ends a run whose flow has been walked: its result is the answer of the last respond node, else the output of the one node after which
/// nothing ran, else an object of those outputs by node id.
/// </summary>
public sealed class RunFinisher(
    FrozenFlows flows, RunMemories memories, StepSettings steps, PayloadStore payloads, RunEnder ender, RunEventLog log, RunCharges charges)
{
    /// <summary>Ends the run; a run that has ended is left as it is.</summary>
    public async Task FinishAsync(FinishRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!DocumentId.TryParse(request.OrganizationId, out var organization)
            || await memories.GetAsync(organization, request.RunId, cancellationToken) is not { } memory
            || await flows.GetAsync(Tenant.Of(organization), request.FlowHash, cancellationToken) is not { } flow)
        {
            throw new InvalidOperationException("The run or its frozen flow is not in the store.");
        }

        await FinishAsync(memory, flow, request.Progress, request.Failure, new StepRecorder(log, memory), cancellationToken);
    }

    /// <summary>Ends the run together with what its last steps have recorded. True: it has ended now, so or otherwise.</summary>
    internal async Task<bool> FinishAsync(
        RunMemory memory, FrozenFlow flow, RunProgress progress, RunFailure? failure, StepRecorder recorder, CancellationToken cancellationToken)
    {
        var failed = progress.State.FailedNode(flow.Plan);
        if (failure is null && failed >= 0)
        {
            failure = (await steps.RecallAsync(memory, failed, cancellationToken))?.Failure
                ?? new RunFailure(StepErrors.StepLostCode.Value, StepErrors.StepLost().Message, flow.Plan.Nodes[failed].Id);
        }

        var end = failure is not null
            ? new RunEnd(RunStatus.Failed) { Failure = failure }
            : await ResultAsync(memory, flow.Plan, progress, cancellationToken);
        end = await charges.WithCostAsync(memory, end with { Usage = progress.Usage, Steps = progress.Steps }, cancellationToken);
        await ender.EndAsync(memory.Run, end, recorder.TakeEvents(), recorder.TakeWrites(), cancellationToken);
        return true;
    }

    /// <summary>Ends the run because nothing is left to pay its next step with, together with what its last steps have recorded.</summary>
    internal async Task ExhaustAsync(RunMemory memory, StepRecorder recorder, CancellationToken cancellationToken)
    {
        await recorder.FlushAsync(cancellationToken);
        var end = await charges.ExhaustedAsync(memory, cancellationToken);
        await ender.EndAsync(memory.Run, end, [], [], cancellationToken);
    }

    private async Task<RunEnd> ResultAsync(RunMemory memory, RunPlan plan, RunProgress progress, CancellationToken cancellationToken)
    {
        if (progress.Answered >= 0 && await steps.RecallAsync(memory, progress.Answered, cancellationToken) is { } answering)
        {
            return new RunEnd(RunStatus.Completed) { Output = answering.Output, Answer = answering.Answer };
        }

        var last = LastNodes(plan, progress.State);
        if (last.Count == 1)
        {
            return new RunEnd(RunStatus.Completed) { Output = (await steps.RecallAsync(memory, last[0], cancellationToken))?.Output };
        }

        var outputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var node in last)
        {
            var record = await steps.RecallAsync(memory, node, cancellationToken);
            outputs[plan.Nodes[node].Id] = await payloads.LoadAsync(memory.Run.Tenant, record?.Output, cancellationToken);
        }

        var all = JsonSerializer.SerializeToElement(outputs, RunsJson.Default.DictionaryStringJsonElement);
        var kept = await payloads.SaveAsync(memory.Run.Tenant, $"runs/{memory.Run.Id}/output.json", all, cancellationToken);
        return kept is null
            ? new RunEnd(RunStatus.Failed) { Failure = new RunFailure(RunErrors.OutputTooLargeCode.Value, RunErrors.OutputTooLarge(PayloadStore.MaxSize).Message) }
            : new RunEnd(RunStatus.Completed) { Output = kept };
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
