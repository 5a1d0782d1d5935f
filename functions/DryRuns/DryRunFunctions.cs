using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Inputs;
using HiveFlow.Authoring.Subflows;
using HiveFlow.Errors;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Flows.Running;
using HiveFlow.Flows.Validation;
using HiveFlow.Functions.Flows;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using HiveFlow.Orchestrations.DryRuns;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.DryRuns;

/// <summary>What a run would do, without one.</summary>
public sealed class DryRunFunctions(
    FlowCatalog catalog, FlowValidator validator, SubflowFaults subflows, InputSchemas schemas, NodeTypeCatalog types, DryRunner runner, TimeProvider clock)
{
    /// <summary>Walks a flow.</summary>
    [Function("Flows_DryRun")]
    [Access(Access.Execute)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [Operation("Tells which nodes of a flow would run with these inputs, in which order, and what that may cost. Nodes that touch nothing outside are run where all they need is known; nothing is stored, charged or called.")]
    [Takes(typeof(DryRunRequest))]
    [Gives(200, typeof(DryRunView), Name = "dryRun")]
    public async Task<IResult> DryRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/flows/{id:length(24)}/dry-run")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(DryRunsApiJson.Default.DryRunRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var inputs = body.Value.Inputs ?? JsonValues.EmptyObject;
        if (inputs.ValueKind != JsonValueKind.Object)
        {
            return Answer.Problem(RequestErrors.Malformed("inputs", "inputs must be an object."));
        }

        if (await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is not { } stored)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        // Frozen in memory only: what nobody runs is not kept.
        var graph = FlowGraph.Parse(stored.Document.Nodes, stored.Document.Edges);
        if (validator.SizeFault(graph) is { } tooLarge)
        {
            return Answer.Problem(RequestErrors.Invalid(tooLarge.Field, tooLarge.Message));
        }

        var pinned = body.Value.Outputs ?? [];
        if (pinned.Keys.FirstOrDefault(node => graph.Find(node) is null) is { } unknown)
        {
            return Answer.Problem(RequestErrors.Invalid($"outputs.{unknown}", "The flow has no node of that id."));
        }

        return Answer.Named(
            "dryRun", await WalkAsync(stored, graph, inputs, pinned, cancellationToken), DryRunsApiJson.Default.DryRunView);
    }

    private async Task<DryRunView> WalkAsync(
        Stored<Flow> stored, FlowGraph graph, JsonElement inputs, Dictionary<string, JsonElement> pinned, CancellationToken cancellationToken)
    {
        var flow = stored.Document;
        IReadOnlyList<FaultView> faults =
        [
            .. validator.Validate(graph).Concat(await subflows.FindAsync(stored.Tenant, graph, cancellationToken)).Take(FlowValidator.MostFaults).Select(FaultView.Of),
        ];
        var inputFault = schemas.FaultOf(flow, inputs);
        var run = new RunOfTest(new string('0', 24), flow.Id, flow.Name, clock.GetUtcNow(), RunTriggers.Api);
        var dry = await runner.WalkAsync(
            new FrozenFlow(string.Empty, RunPlan.From(graph, types), graph),
            JsonSerializer.SerializeToElement(run, DryRunsApiJson.Default.RunOfTest),
            inputs,
            pinned,
            cancellationToken);
        return new DryRunView(faults.Count == 0 && inputFault is null, faults, inputFault?.Fields, dry.Steps, dry.Cost);
    }
}
