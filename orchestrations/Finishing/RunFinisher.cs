using HiveFlow.Authoring.Freezing;
using HiveFlow.Live.Events;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Finishing;

/// <summary>
/// Ends a run whose flow has been walked: its result is the answer of the last respond node, else the output of the one node after which
/// nothing ran, else an object of those outputs by node id.
/// </summary>
public sealed class RunFinisher(
    FrozenFlows flows,
    RunMemories memories,
    StepSettings steps,
    LastOutputs outputs,
    RunEnder ender,
    RunChildren children,
    RunEventLog log,
    RunCharges charges,
    IDocumentStore store)
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

        await FinishAsync(
            memory, flow, request.Progress, request.Failure, new StepRecorder(log, store, memory), cancellationToken, request.IsCutShort);
        if (request.Failure is not null)
        {
            await children.CancelAsync(memory.Run.Document, cancellationToken);
        }
    }

    /// <summary>Ends the run together with what its last steps have recorded. True: it has ended now, so or otherwise.</summary>
    internal async Task<bool> FinishAsync(
        RunMemory memory, FrozenFlow flow, RunProgress progress, RunFailure? failure, StepRecorder recorder, CancellationToken cancellationToken, bool isCutShort = false)
    {
        var failed = progress.State.FailedNode(flow.Plan);
        if (failure is null && failed >= 0)
        {
            failure = (await steps.RecallAsync(memory, failed, null, cancellationToken))?.Failure
                ?? new RunFailure(StepErrors.StepLostCode.Value, StepErrors.StepLost().Message, flow.Plan.Nodes[failed].Id);
        }

        var end = failure is not null
            ? new RunEnd(RunStatus.Failed) { Failure = failure }
            : await ResultAsync(memory, flow, progress, cancellationToken);
        end = isCutShort
            ? await charges.WithUseAsync(memory.Run.Document, end, cancellationToken)
            : await charges.WithCostAsync(memory, end, flow.Plan, progress, cancellationToken);
        await ender.EndAsync(memory.Run, end, recorder.TakeEvents(), recorder.TakeWrites(), cancellationToken);
        return true;
    }

    /// <summary>Ends the run because nothing is left to pay its next step with, together with what its last steps have recorded.</summary>
    internal async Task ExhaustAsync(RunMemory memory, StepRecorder recorder, CancellationToken cancellationToken)
    {
        await recorder.FlushAsync(cancellationToken);
        var end = await charges.ExhaustedAsync(memory, cancellationToken);
        await ender.EndAsync(memory.Run, end, [], [], cancellationToken);
        await children.CancelAsync(memory.Run.Document, cancellationToken);
    }

    private async Task<RunEnd> ResultAsync(RunMemory memory, FrozenFlow flow, RunProgress progress, CancellationToken cancellationToken)
    {
        if (progress.Answered >= 0 && await steps.RecallAsync(memory, progress.Answered, null, cancellationToken) is { } answering)
        {
            return new RunEnd(RunStatus.Completed) { Output = answering.Output, Answer = answering.Answer };
        }

        var result = await outputs.ReadAsync(
            memory, StepScope.Of(memory.Run.Id, flow, null), progress.State, $"runs/{memory.Run.Id}/output.json", cancellationToken);
        return result.IsSuccess
            ? new RunEnd(RunStatus.Completed) { Output = result.Value }
            : new RunEnd(RunStatus.Failed) { Failure = new RunFailure(result.Error.Code.Value, result.Error.Message) };
    }
}
