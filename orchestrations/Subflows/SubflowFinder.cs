using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Inputs;
using HiveFlow.Authoring.Versions;
using HiveFlow.Errors;
using HiveFlow.Flows.Validation;
using HiveFlow.Processors;
using HiveFlow.Processors.Agents;
using HiveFlow.Processors.Subflows;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Subflows;

/// <summary>Finds the flows that runs may run, and checks what they are given.</summary>
public sealed class SubflowFinder(FlowCatalog catalog, FlowVersions versions, FrozenFlows frozen, FlowValidator validator, InputSchemas schemas)
{
    /// <summary>The flow, frozen, whose <c>inputSchema</c> the inputs fit.</summary>
    internal async ValueTask<Result<(Flow Flow, FrozenFlow Snapshot)>> FindAsync(
        Tenant tenant, SubflowRequest subflow, CancellationToken cancellationToken)
    {
        var found = await FindAsync(tenant, subflow.FlowId, subflow.UsesDraft, cancellationToken);
        return found.IsSuccess && schemas.FaultOf(found.Value.Flow, subflow.Inputs) is { } misfit ? SubflowErrors.Misfit(misfit) : found;
    }

    /// <summary>The flow as an agent's tool.</summary>
    internal async ValueTask<Result<FlowTool>> ToolAsync(StepContext context, string flowId, bool usesDraft, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(context.OrganizationId, out var organization))
        {
            return SubflowErrors.Unknown();
        }

        var found = await FindAsync(Tenant.Of(organization), flowId, usesDraft, cancellationToken);
        return found.IsSuccess
            ? new FlowTool(found.Value.Flow.Name, found.Value.Flow.Description, InputSchemas.Of(found.Value.Flow))
            : found.Error;
    }

    private async ValueTask<Result<(Flow Flow, FrozenFlow Snapshot)>> FindAsync(
        Tenant tenant, string flowId, bool usesDraft, CancellationToken cancellationToken)
    {
        if (await catalog.GetAsync(tenant, flowId, cancellationToken) is not { } stored)
        {
            return SubflowErrors.Unknown();
        }

        var flow = stored.Document;
        if (flow.Status == FlowStatus.Archived)
        {
            return SubflowErrors.Unrunnable(FlowErrors.Archived().Message);
        }

        var published = usesDraft || flow.PublishedVersion == 0
            ? null
            : await versions.GetAsync(tenant, flow.Id, flow.PublishedVersion, cancellationToken);
        if (published is null && !usesDraft)
        {
            return SubflowErrors.Unpublished();
        }

        var snapshot = await frozen.FreezeAsync(tenant, published?.Nodes ?? flow.Nodes, published?.Edges ?? flow.Edges, cancellationToken);
        return validator.SizeFault(snapshot.Graph) is { } fault ? SubflowErrors.Unrunnable(fault.Message) : (flow, snapshot);
    }
}
