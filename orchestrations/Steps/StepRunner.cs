using HiveFlow.Flows.Running;
using HiveFlow.Live.Events;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.Finishing;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Runs;
using HiveFlow.Runs.Recording;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>
/// Carries out one durable step: runs the nodes of its slice one after the other, records each, and ends the run where nothing else is
/// left. An outage comes out as an exception, and the orchestrator's retry policy repeats the whole; whatever a flow's author or a
/// service can get wrong is a recorded failure.
/// </summary>
public sealed class StepRunner(
    StepRuns runs,
    StepExecutor executor,
    RunFinisher finisher,
    ItemEnder items,
    RunCharges charges,
    RunStanding standing,
    RunPlaces places,
    RunDeadlines deadlines,
    RunEventLog log,
    IDocumentStore store,
    TimeProvider clock)
{
    /// <summary>Runs the slice; safe to repeat.</summary>
    public async Task<StepsResult> RunAsync(StepsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (memory, flow) = await runs.LoadAsync(request.OrganizationId, request.RunId, request.FlowHash, cancellationToken);
        if (request.IsResumed || request.IsContinued || request.Attempt > 1)
        {
            await standing.RefreshAsync(memory, cancellationToken);
        }

        if (RunStatus.IsFinal(memory.Run.Document.Status))
        {
            return new StepsResult { HasEnded = true };
        }

        if (request.IsResumed)
        {
            await places.ReturnAsync(memory.Run.Document);
        }

        var isWithin = request.Final is null || request.Within is not null;
        if (isWithin && !request.IsResumed)
        {
            await MarkRunningAsync(memory);
        }

        var scope = StepScope.Of(request.RunId, flow, request.Within);
        var recorder = new StepRecorder(log, store, memory);
        var slice = request.Slice.Begin(scope.Plan);
        var tally = new StepTally();
        while (slice.TryNext(out var node))
        {
            if (!await MayGoOnAsync(memory, request.Spent, recorder, cancellationToken))
            {
                return new StepsResult { HasEnded = true };
            }

            var isFirst = tally.Nodes++ == 0;
            var step = new StepAssignment(memory, scope, node, isFirst ? request.Attempt : 1, isFirst && request.IsResumed, recorder)
            {
                Loop = isFirst ? request.Loop : null,
                Instance = request.Instance,
                IsContinued = isFirst && request.IsContinued,
            };
            var ended = await executor.RunAsync(step, cancellationToken);
            if (ended.IsOver)
            {
                return new StepsResult { HasEnded = true };
            }

            tally.Add(charges.Billed(memory, ended, scope.Plan.Nodes[node].Type, request.Within is not null));
            if (!step.IsResumed)
            {
                tally.Cost += charges.Count(memory, ended.Fresh ?? ended.Usage);
            }

            if (step.IsResumed && !ended.IsOpen && isWithin)
            {
                await MarkRunningAsync(memory);
            }

            if (ended.IsOpen)
            {
                slice.Suspend();
                break;
            }

            if (ended.IsFailed)
            {
                slice.Fail();
            }
            else
            {
                slice.Complete(ended.Branch);
            }

            if (recorder.IsFull)
            {
                await recorder.FlushAsync(cancellationToken);
            }
        }

        return await EndAsync(request, memory, scope, slice.Outcomes, tally, recorder, cancellationToken);
    }

    private async Task<StepsResult> EndAsync(
        StepsRequest request,
        RunMemory memory,
        StepScope scope,
        IReadOnlyList<NodeOutcome> outcomes,
        StepTally tally,
        StepRecorder recorder,
        CancellationToken cancellationToken)
    {
        var hasEnded = false;
        ItemEnd? item = null;
        if (request.Final is { } before && !tally.IsOpen)
        {
            var progress = tally.AddTo(before, scope.Plan, outcomes);
            if (request.Within is null)
            {
                hasEnded = await finisher.FinishAsync(memory, scope.Flow, progress, null, recorder, cancellationToken);
            }
            else
            {
                item = await items.EndAsync(memory, scope, progress, recorder, cancellationToken);
            }
        }
        else if (request.Final is not null && tally.Wait is null)
        {
            // What would have been the run's last step has more to do.
            await MarkRunningAsync(memory);
        }

        await recorder.FlushAsync(cancellationToken);
        var hasMarked = request.IsAlone && tally.Wait is { Kind: not WaitKind.Unsaid };
        if (hasMarked)
        {
            await standing.WaitAsync(memory, cancellationToken);
            await places.LeaveAsync(memory.Run.Document);
        }

        return new StepsResult
        {
            Outcomes = outcomes,
            Wait = tally.Wait,
            Tools = tally.Tools,
            HasMarked = hasMarked,
            Loop = tally.Loop,
            Run = tally.Run,
            Item = item,
            Usage = tally.Usage,
            Cost = tally.Cost,
            Answered = tally.Answered,
            HasEnded = hasEnded,
        };
    }

    /// <summary>Ends the run where it is late, or can't pay for its next step.</summary>
    private async ValueTask<bool> MayGoOnAsync(RunMemory memory, long spent, StepRecorder recorder, CancellationToken cancellationToken)
    {
        if (deadlines.IsOver(memory.Run.Document) && await EndLateAsync(memory, recorder, cancellationToken))
        {
            return false;
        }

        if (await charges.CoverStepAsync(memory, spent, cancellationToken))
        {
            return true;
        }

        await finisher.ExhaustAsync(memory, recorder, cancellationToken);
        return false;
    }

    private async Task<bool> EndLateAsync(RunMemory memory, StepRecorder recorder, CancellationToken cancellationToken)
    {
        await recorder.FlushAsync(cancellationToken);
        if (DocumentId.TryParse(memory.Run.Document.OrganizationId, out var organization)
            && await deadlines.EndAsync(organization, memory.Run.Id, cancellationToken))
        {
            return true;
        }

        await standing.RefreshAsync(memory, cancellationToken);
        return false;
    }

    private async ValueTask MarkRunningAsync(RunMemory memory)
    {
        var run = memory.Run;
        if (run.Document.Status is not (RunStatus.Queued or RunStatus.Waiting))
        {
            return;
        }

        // Not awaited: it is queued ahead of this step's own records, and where another writer was first (a cancel) it must do nothing.
        var running = run.Document.Running(clock.GetUtcNow());
        memory.Run = run with { Version = run.Version + 1, Document = running };
        _ = store.WriteSoonAsync([DocumentWrite.Replace(Run.Collection, run.Tenant, run.Id, run.Version, running)], CancellationToken.None);
        if (run.Document.Status == RunStatus.Waiting)
        {
            await places.ReturnAsync(running);
        }
    }
}
