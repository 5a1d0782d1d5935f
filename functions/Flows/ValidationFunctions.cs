using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Credentials;
using HiveFlow.Authoring.Editing;
using HiveFlow.Authoring.Inputs;
using HiveFlow.Authoring.Queueing;
using HiveFlow.Authoring.Subflows;
using HiveFlow.Errors;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Validation;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Triggers.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Flows;

/// <summary>What would not run. Looks only: nothing of a flow is executed.</summary>
public sealed class ValidationFunctions(FlowCatalog catalog, FlowValidator validator, SubflowFaults subflows, CredentialFaults credentials, ScheduleFaults schedules, InputSchemas inputs)
{
    private const string OfFlow = "api/flows/{id:length(24)}";

    /// <summary>Validates a flow.</summary>
    [Function("Flows_Validate")]
    [Access(Access.Write)]
    [Operation("Names everything in a flow that would not run, by node or connection and field.")]
    [Gives(200, typeof(ValidationAnswer))]
    public async Task<IResult> Flow(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow + "/validate")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is not { } flow)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var graph = FlowGraph.Parse(flow.Document.Nodes, flow.Document.Edges);
        var outside = await OutsideAsync(request, flow.Document, graph, cancellationToken);
        return Show([.. validator.Validate(graph).Concat(outside).Take(FlowValidator.MostFaults)]);
    }

    /// <summary>Validates a node.</summary>
    [Function("Nodes_Validate")]
    [Access(Access.Write)]
    [Operation("Names everything in a node, and in the connections at it, that would not run.")]
    [Gives(200, typeof(ValidationAnswer))]
    public async Task<IResult> Node(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow + "/nodes/{nodeId}/validate")] HttpRequest request,
        string id,
        string nodeId,
        CancellationToken cancellationToken)
    {
        if (await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is not { } flow)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var graph = FlowGraph.Parse(flow.Document.Nodes, flow.Document.Edges);
        if (graph.Find(nodeId) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("node"));
        }

        var outside = await OutsideAsync(request, flow.Document, graph, cancellationToken);
        return Show([.. validator.ValidateNode(graph, nodeId), .. outside.Where(fault => fault.NodeId == nodeId)]);
    }

    /// <summary>Validates a connection before it is made.</summary>
    [Function("Connections_Validate")]
    [Access(Access.Write)]
    [Operation("Tells whether a connection could be added to a flow, and what would not run then because of it. Adds nothing.")]
    [Takes(typeof(JsonElement))]
    [Gives(200, typeof(ValidationAnswer))]
    public async Task<IResult> Connection(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow + "/connections/validate")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.JsonElement, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        if (body.Value.ValueKind != JsonValueKind.Object)
        {
            return Answer.Problem(RequestErrors.Malformed("The body must be a JSON object."));
        }

        if (await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is not { } flow)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        // What the flow has wrong already is not this connection's fault.
        var before = validator.Validate(flow.Document.Nodes, flow.Document.Edges);
        var edges = JsonSerializer.SerializeToElement([.. FlowContent.Of(flow.Document).Edges, body.Value], FlowsApiJson.Default.ListJsonElement);
        return Show([.. validator.Validate(flow.Document.Nodes, edges).Except(before)]);
    }

    /// <summary>What does not hang on the graph alone: the flow's other fields, its schedules, the flows and the credentials that it names.</summary>
    private async Task<IReadOnlyList<FlowFault>> OutsideAsync(HttpRequest request, Flow flow, FlowGraph graph, CancellationToken cancellationToken)
    {
        var caller = request.Caller();
        return
        [
            .. await subflows.FindAsync(caller.Tenant, graph, cancellationToken),
            .. await credentials.FindAsync(caller.Tenant, caller.UserId.ToString(), graph, cancellationToken),
            .. schedules.Find(flow, graph),
            .. FaultsOf(inputs.FaultOf(flow)),
            .. FaultsOf(FlowRunLimits.Of(flow) is { IsSuccess: false } limits ? limits.Error : null),
        ];
    }

    private static IEnumerable<FlowFault> FaultsOf(Error? error) =>
        (error?.Fields ?? new Dictionary<string, IReadOnlyList<string>>())
        .Select(field => new FlowFault(FaultKind.InvalidSetting, null, null, field.Key, field.Value[0]));

    private static JsonAnswer Show(IReadOnlyList<FlowFault> faults) =>
        Answer.Ok(new ValidationAnswer(faults.Count == 0, [.. faults.Select(FaultView.Of)]), FlowsApiJson.Default.ValidationAnswer);
}
