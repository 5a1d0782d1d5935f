using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Editing;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Flows;

/// <summary>The connections (edges) of a flow, piecewise.</summary>
public sealed class ConnectionFunctions(FlowCatalog catalog, TimeProvider clock)
{
    private const int MaxBulk = 500;
    private const string OfFlow = "api/flows/{id:length(24)}/connections";
    private const string ById = OfFlow + "/{edgeId}";

    /// <summary>Lists connections.</summary>
    [Function("Connections_List")]
    [Access(Access.Read)]
    [Operation("Lists a flow's connections.")]
    [Gives(200, typeof(JsonElement), Name = "connections", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is { } flow
            ? Answer.List("connections", FlowContent.Of(flow.Document).Edges, FlowsApiJson.Default.JsonElement, null)
            : Answer.Problem(RequestErrors.NotFound("flow"));

    /// <summary>Adds a connection.</summary>
    [Function("Connections_Create")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation("Connects two nodes of a flow; without an id the connection gets one.")]
    [Takes(typeof(JsonElement))]
    [Gives(201, typeof(JsonElement), Name = "connection", AlsoAsData = true)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.JsonElement, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var edge = WithId(body.Value);
        var caller = request.Caller();
        JsonAnswer? answer = null;
        var changed = await catalog.EditAsync(
            caller.Tenant, caller.UserId.ToString(), id, content => content.AddEdge(edge), _ => request.Remember(answer = Made(edge)), cancellationToken);
        return changed.IsSuccess ? answer! : Answer.Problem(changed.Error);
    }

    /// <summary>One connection.</summary>
    [Function("Connections_Get")]
    [Access(Access.Read)]
    [Operation("Gets a connection of a flow.")]
    [Gives(200, typeof(JsonElement), Name = "connection", AlsoAsData = true)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById)] HttpRequest request, string id, string edgeId, CancellationToken cancellationToken) =>
        await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is { } flow && FlowContent.Of(flow.Document).Edge(edgeId) is { } edge
            ? Answer.Named("connection", edge, FlowsApiJson.Default.JsonElement, alsoAsData: true)
            : Answer.Problem(RequestErrors.NotFound("connection"));

    /// <summary>Replaces a connection.</summary>
    [Function("Connections_Replace")]
    [Access(Access.Write)]
    [Operation("Replaces a connection of a flow; its id stays.")]
    [Takes(typeof(JsonElement))]
    [Gives(200, typeof(JsonElement), Name = "connection", AlsoAsData = true)]
    public async Task<IResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ById)] HttpRequest request, string id, string edgeId, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.JsonElement, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var changed = await catalog.EditAsync(request.Caller().Tenant, request.Caller().UserId.ToString(), id, content => content.ReplaceEdge(edgeId, body.Value), cancellationToken);
        return changed.IsSuccess
            ? Answer.Named("connection", FlowContent.Of(changed.Value).Edge(edgeId)!.Value, FlowsApiJson.Default.JsonElement, alsoAsData: true)
            : Answer.Problem(changed.Error);
    }

    /// <summary>Removes a connection.</summary>
    [Function("Connections_Delete")]
    [Access(Access.Write)]
    [Operation("Removes a connection.")]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string id, string edgeId, CancellationToken cancellationToken)
    {
        var changed = await catalog.EditAsync(request.Caller().Tenant, request.Caller().UserId.ToString(), id, content => content.RemoveEdge(edgeId), cancellationToken);
        return changed.IsSuccess ? Answer.Ok() : Answer.Problem(changed.Error);
    }

    /// <summary>Adds and removes several connections.</summary>
    [Function("Connections_Bulk")]
    [Access(Access.Write)]
    [Operation("Removes and then adds several connections: all of it, or nothing.")]
    [Takes(typeof(BulkEdges))]
    [Gives(200, typeof(JsonElement), Name = "connections", IsList = true)]
    public async Task<IResult> Bulk(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow + "/bulk")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.BulkEdges, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        if (body.Value.Add.Count > MaxBulk || body.Value.Remove.Count > MaxBulk)
        {
            return Answer.Problem(RequestErrors.Invalid("add", $"At most {MaxBulk} connections are added and {MaxBulk} removed in one call."));
        }

        List<JsonElement> added = [.. body.Value.Add.Select(WithId)];
        var changed = await catalog.EditAsync(request.Caller().Tenant, request.Caller().UserId.ToString(), id, content => Apply(content, body.Value.Remove, added), cancellationToken);
        return changed.IsSuccess
            ? Answer.List("connections", FlowContent.Of(changed.Value).Edges, FlowsApiJson.Default.JsonElement, null)
            : Answer.Problem(changed.Error);
    }

    private static JsonAnswer Made(JsonElement edge) =>
        Answer.Named("connection", edge, FlowsApiJson.Default.JsonElement, alsoAsData: true, StatusCodes.Status201Created);

    private static Error? Apply(FlowContent content, IReadOnlyList<string> removed, IReadOnlyList<JsonElement> added)
    {
        foreach (var edgeId in removed)
        {
            if (content.RemoveEdge(edgeId) is { } error)
            {
                return error;
            }
        }

        foreach (var edge in added)
        {
            if (content.AddEdge(edge) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private JsonElement WithId(JsonElement edge) =>
        edge.ValueKind == JsonValueKind.Object && JsonObjects.Text(edge, "id") is null
            ? JsonObjects.With(edge, "id", DocumentId.New(clock).ToString())
            : edge;
}
