using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Versions;
using HiveFlow.Errors;
using HiveFlow.Flows;
using HiveFlow.Flows.Validation;
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
/// Begins and ends the step of a subflow node. The other flow's run has a record, steps, events, credits and an orchestration of its own; the
/// node's step only waits for it.
/// </summary>
public sealed class SubflowSteps(
    FlowCatalog catalog,
    FlowVersions versions,
    FrozenFlows frozen,
    FlowValidator validator,
    RunStarter starter,
    RunStore runs,
    RunChildren children,
    PayloadStore payloads,
    RunRights rights,
    IOptions<FlowsOptions> options)
{
    /// <summary>The node type.</summary>
    public const string NodeType = "subflow";

    internal async ValueTask<Result<(StepEnd End, RunStep Record)>> BeginAsync(
        StepAssignment step, RunStep record, SubflowRequest subflow, CancellationToken cancellationToken)
    {
        var (run, tenant) = (step.Run, step.Memory.Run.Tenant);
        if (run.Depth >= options.Value.Loops.MaxSubflowDepth)
        {
            return SubflowErrors.TooDeep(options.Value.Loops.MaxSubflowDepth);
        }

        if (!await rights(tenant, run.ActsFor, cancellationToken))
        {
            return SubflowErrors.Forbidden();
        }

        var found = await FindAsync(tenant, subflow, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (flow, snapshot) = found.Value;
        var childId = ChildRunId.Of(run, step.Place, step.Scope.Iteration, step.Attempt);
        record = record with { Status = StepStatus.Waiting, ChildRunId = childId };

        // First of all the link: whoever cancels this run finds the other one by it.
        step.Recorder.Add(record);
        await step.Recorder.FlushAsync(cancellationToken);
        var created = await starter.CreateAsync(RequestOf(run, flow, snapshot, childId, subflow), cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        if (await RunAsync(run.OrganizationId, run.Id, cancellationToken) is not { } parent || RunStatus.IsFinal(parent.Document.Status))
        {
            await CancelAsync(created.Value.Run, cancellationToken);
        }

        return (new StepEnd(step.Node) { Run = new PendingRun(step.Node, starter.InputOf(created.Value.Run, snapshot)) }, record);
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
        ParentRunId = run.Id,
        Depth = run.Depth + 1,
        Nodes = snapshot.Plan.Nodes.Count,
        Alongside = [RunCounters.Increment(Tenant.Of(organization), flow.Id)],
    };

    private async ValueTask<Result<(Flow Flow, FrozenFlow Snapshot)>> FindAsync(
        Tenant tenant, SubflowRequest subflow, CancellationToken cancellationToken)
    {
        if (await catalog.GetAsync(tenant, subflow.FlowId, cancellationToken) is not { } stored)
        {
            return SubflowErrors.Unknown();
        }

        var flow = stored.Document;
        if (flow.Status == FlowStatus.Archived)
        {
            return SubflowErrors.Unrunnable(FlowErrors.Archived().Message);
        }

        var published = subflow.UsesDraft || flow.PublishedVersion == 0
            ? null
            : await versions.GetAsync(tenant, flow.Id, flow.PublishedVersion, cancellationToken);
        if (published is null && !subflow.UsesDraft)
        {
            return SubflowErrors.Unpublished();
        }

        var snapshot = await frozen.FreezeAsync(tenant, published?.Nodes ?? flow.Nodes, published?.Edges ?? flow.Edges, cancellationToken);
        return validator.SizeFault(snapshot.Graph) is { } fault ? SubflowErrors.Unrunnable(fault.Message) : (flow, snapshot);
    }

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
