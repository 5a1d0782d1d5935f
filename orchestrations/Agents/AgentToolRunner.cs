using System.Globalization;
using HiveFlow.Errors;
using HiveFlow.Live.Events;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.Finishing;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Processors;
using HiveFlow.Processors.Agents;
using HiveFlow.Processors.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Recording;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Agents;

/// <summary>
/// Carries out the durable step that calls one tool of an agent. A tool that is a flow takes two: one begins its run, the other takes what came of it.
/// </summary>
public sealed class AgentToolRunner(
    StepRuns runs,
    StepExecutor executor,
    AgentTools tools,
    SubflowSteps subflows,
    PartRecords parts,
    RunFinisher finisher,
    RunCharges charges,
    RunStanding standing,
    RunEventLog log,
    IDocumentStore store)
{
    /// <summary>Calls it; safe to repeat.</summary>
    public async Task<AgentToolResult> CallAsync(AgentToolRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (memory, flow) = await runs.LoadAsync(request.Step.OrganizationId, request.Step.RunId, request.Step.FlowHash, cancellationToken);
        await standing.RefreshAsync(memory, cancellationToken);
        if (RunStatus.IsFinal(memory.Run.Document.Status))
        {
            return new AgentToolResult { HasEnded = true };
        }

        var recorder = new StepRecorder(log, store, memory);
        if (!await charges.CoverStepAsync(memory, request.Step.Spent, cancellationToken))
        {
            await finisher.ExhaustAsync(memory, recorder, cancellationToken);
            return new AgentToolResult { HasEnded = true };
        }

        var scope = StepScope.Of(request.Step.RunId, flow, request.Step.Within);
        var step = new StepAssignment(memory, scope, request.Step.Slice.Nodes[0], request.Step.Attempt, IsResumed: false, recorder);
        var taken = request.IsResumed ? await ChildAsync(step, request, cancellationToken) : null;
        StepContext? begun = null;
        var called = await executor.ActAsync(
            step,
            (context, token) =>
            {
                begun = context;
                return taken is { } child
                    ? tools.TakeAsync(context, request.Turn, request.Call, child.Result, child.RunId, child.StartedAt, token)
                    : tools.CallAsync(context, memory.Input, request.Turn, request.Call, token);
            },
            cancellationToken);
        if (called is null)
        {
            return new AgentToolResult { HasEnded = true };
        }

        if (called is { Error: null, Subflow: { } subflow, Parts: [var part] } && begun is not null)
        {
            var run = await BeginAsync(step, request, part, subflow, cancellationToken);
            if (run.IsSuccess)
            {
                return new AgentToolResult { Run = run.Value };
            }

            called = await tools.FailAsync(begun, request.Turn, request.Call, run.Error, cancellationToken);
        }
        else if (called.Error is { } error && begun is not null)
        {
            // What failed before it began is the node's settings: the node's next step meets that, and tells it.
            var use = called.Usage;
            called = await tools.FailAsync(begun, request.Turn, request.Call, error, cancellationToken) with { Usage = use };
        }

        var cost = charges.Count(memory, called.Usage);
        await parts.AddAsync(step, called.Parts, cancellationToken);
        await recorder.FlushAsync(cancellationToken);
        return new AgentToolResult { Cost = cost };
    }

    private ValueTask<Result<PendingRun>> BeginAsync(
        StepAssignment step, AgentToolRequest request, StepPart part, SubflowRequest subflow, CancellationToken cancellationToken)
    {
        var record = PartRecords.RecordOf(step, part) with { ChildRunId = ChildIdOf(step, request) };
        return subflows.BeginPartAsync(step, record, subflow, cancellationToken);
    }

    private async ValueTask<(StepResult Result, string RunId, DateTimeOffset? StartedAt)?> ChildAsync(
        StepAssignment step, AgentToolRequest request, CancellationToken cancellationToken)
    {
        var id = ChildIdOf(step, request);
        var begun = await store.GetAsync(
            RunStep.Collection, step.Memory.Run.Tenant, $"{RunStep.IdOf(step.Run.Id, step.Place, step.Scope.Iteration)}/{PartOf(request)}", cancellationToken);
        return (await subflows.ResultAsync(step, id, cancellationToken), id, begun?.Document.StartedAt);
    }

    private static string ChildIdOf(StepAssignment step, AgentToolRequest request) =>
        ChildRunId.Of(step.Run, step.Place, step.Scope.Iteration, PartOf(request));

    private static string PartOf(AgentToolRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.Turn}.{request.Call}");
}
