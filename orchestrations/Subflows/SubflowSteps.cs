using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Queueing;
using HiveFlow.Errors;
using HiveFlow.Flows;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Processors;
using HiveFlow.Processors.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Orchestrations.Subflows;

/// <summary>
/// Begins and ends the step of a subflow node, and an agent's call of a flow. The other flow's run has a record, steps, events, credits and an
/// orchestration of its own; the step only waits for it. It starts no flow that the key of the run above is not bound to.
/// </summary>
public sealed class SubflowSteps(
    SubflowFinder finder,
    RunStarter starter,
    RunStore runs,
    RunChildren children,
    PayloadStore payloads,
    RunRights rights,
    IOptions<FlowsOptions> options,
    TimeProvider clock)
{
    /// <summary>The node type.</summary>
    public const string NodeType = "subflow";

    internal async ValueTask<Result<(StepEnd End, RunStep Record)>> BeginAsync(
        StepAssignment step, RunStep record, SubflowRequest subflow, CancellationToken cancellationToken)
    {
        record = record with { Status = StepStatus.Waiting, ChildRunId = ChildRunId.Of(step.Run, step.Place, step.Scope.Iteration, step.Attempt) };
        var begun = await StartAsync(step, record, subflow, cancellationToken);
        return begun.IsSuccess ? (new StepEnd(step.Node) { Run = begun.Value }, record) : begun.Error;
    }

    /// <summary>Begins the run that a part of a step is, whose id stands in the part's record.</summary>
    internal ValueTask<Result<PendingRun>> BeginPartAsync(
        StepAssignment step, RunStep part, SubflowRequest subflow, CancellationToken cancellationToken)
    {
        step.Recorder.Add(RunEvents.StepPart(part with { Status = StepStatus.Waiting }, part.StartedAt));
        return StartAsync(step, part with { Status = StepStatus.Waiting }, subflow, cancellationToken);
    }

    /// <summary>What the other run came to, once its orchestration is over.</summary>
    internal async ValueTask<StepResult> ResultAsync(StepAssignment step, string childId, CancellationToken cancellationToken)
    {
        var tenant = step.Memory.Run.Tenant;
        if (await RunAsync(step.Run.OrganizationId, childId, cancellationToken) is not { } child)
        {
            return StepResult.Failed(StepErrors.StepLost());
        }

        if (!RunStatus.IsFinal(child.Document.Status))
        {
            // Its orchestration ended in a way that it could not write: nobody works at it any more.
            await children.CancelOneAsync(child, cancellationToken);
            return StepResult.Failed(StepErrors.StepLost(), isRetryable: true);
        }

        return child.Document.Status == RunStatus.Completed
            ? StepResult.Completed(await payloads.LoadAsync(tenant, child.Document.Output, cancellationToken))
            : StepResult.Failed(
                SubflowErrors.Failed(childId, child.Document.Failure?.Code, child.Document.Failure?.Message),
                isRetryable: child.Document.Status == RunStatus.Failed);
    }

    private async ValueTask<Result<PendingRun>> StartAsync(
        StepAssignment step, RunStep record, SubflowRequest subflow, CancellationToken cancellationToken)
    {
        var (run, tenant) = (step.Run, step.Memory.Run.Tenant);
        if (run.Depth >= options.Value.Loops.MaxSubflowDepth)
        {
            return SubflowErrors.TooDeep(options.Value.Loops.MaxSubflowDepth);
        }

        if (run.KeyFlows is { } own && !own.Contains(subflow.FlowId, StringComparer.Ordinal))
        {
            return SubflowErrors.OutOfBounds();
        }

        if (!await rights(tenant, run.ActsFor, cancellationToken))
        {
            return SubflowErrors.Forbidden();
        }

        var found = await finder.FindAsync(tenant, subflow, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        // First of all the link: whoever cancels this run finds the other one by it.
        var (flow, snapshot) = found.Value;
        step.Recorder.Add(record);
        await step.Recorder.FlushAsync(cancellationToken);
        var created = await starter.CreateAsync(RequestOf(run, flow, snapshot, record.ChildRunId!, subflow) with { Longest = LongestOf(step.Memory.Run.Document, flow) }, cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        if (await RunAsync(run.OrganizationId, run.Id, cancellationToken) is not { } parent || RunStatus.IsFinal(parent.Document.Status))
        {
            await CancelAsync(created.Value.Run, cancellationToken);
        }

        return new PendingRun(step.Node, starter.InputOf(created.Value.Run, snapshot));
    }

    /// <summary>As its flow says, and no more than what is left to the run that starts it.</summary>
    private TimeSpan? LongestOf(Run parent, Flow flow)
    {
        var (own, left) = (FlowRunLimits.Of(flow).Value?.Longest, parent.Deadline - clock.GetUtcNow());
        return own is null || left < own ? left ?? own : own;
    }

    private static NewRun RequestOf(Run run, Flow flow, FrozenFlow snapshot, string childId, SubflowRequest subflow) => new(
        DocumentId.TryParse(run.OrganizationId, out var organization) ? organization : default,
        flow.Id,
        flow.Name,
        snapshot.Hash,
        flow.Version,
        NodeType,
        subflow.Inputs)
    {
        RunId = childId,
        UserId = run.UserId,
        ActsFor = run.ActsFor,
        KeyId = run.KeyId,
        KeyFlows = run.KeyFlows,
        ParentRunId = run.Id,
        Depth = run.Depth + 1,
        Nodes = snapshot.Plan.Nodes.Count,
        Alongside = [RunCounters.Increment(Tenant.Of(organization), flow.Id)],
    };

    private async Task CancelAsync(Run child, CancellationToken cancellationToken)
    {
        if (await RunAsync(child.OrganizationId, child.Id, cancellationToken) is { } stored)
        {
            await children.CancelOneAsync(stored, cancellationToken);
        }
    }

    private async ValueTask<Stored<Run>?> RunAsync(string organizationId, string runId, CancellationToken cancellationToken) =>
        DocumentId.TryParse(organizationId, out var organization) ? await runs.GetAsync(organization, runId, cancellationToken) : null;
}
