using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Editing;
using HiveFlow.Authoring.Versions;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Flows;

/// <summary>The nodes of a flow, piecewise.</summary>
public sealed class NodeFunctions(FlowCatalog catalog, FlowVersions versions, TimeProvider clock)
{
    private const string OfFlow = "api/flows/{id:length(24)}/nodes";
    private const string ById = OfFlow + "/{nodeId}";

    /// <summary>Lists nodes.</summary>
    [Function("Nodes_List")]
    [Access(Access.Read)]
    [Operation("Lists a flow's nodes.")]
    [Gives(200, typeof(JsonElement), Name = "nodes", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is { } flow
            ? Answer.List("nodes", FlowContent.Of(flow.Document).Nodes, FlowsApiJson.Default.JsonElement, null)
            : Answer.Problem(RequestErrors.NotFound("flow"));

    /// <summary>Adds a node.</summary>
    [Function("Nodes_Create")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation("Adds a node to a flow; without an id it gets one.")]
    [Takes(typeof(JsonElement))]
    [Gives(201, typeof(NodeAnswer))]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.JsonElement, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var node = body.Value;
        if (node.ValueKind == JsonValueKind.Object && JsonObjects.Text(node, "id") is null)
        {
            node = JsonObjects.With(node, "id", DocumentId.New(clock).ToString());
        }

        return await EditAsync(
            request, id, content => content.AddNode(node), _ => node, "Node added", StatusCodes.Status201Created, cancellationToken);
    }

    /// <summary>One node.</summary>
    [Function("Nodes_Get")]
    [Access(Access.Read)]
    [Operation("Gets a node of a flow.")]
    [Gives(200, typeof(JsonElement), Name = "node", AlsoAsData = true)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById)] HttpRequest request, string id, string nodeId, CancellationToken cancellationToken) =>
        await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is { } flow && FlowContent.Of(flow.Document).Node(nodeId) is { } node
            ? Answer.Named("node", node, FlowsApiJson.Default.JsonElement, alsoAsData: true)
            : Answer.Problem(RequestErrors.NotFound("node"));

    /// <summary>Replaces a node.</summary>
    [Function("Nodes_Replace")]
    [Access(Access.Write)]
    [Operation("Replaces a node of a flow; its id stays.")]
    [Takes(typeof(JsonElement))]
    [Gives(200, typeof(NodeAnswer))]
    public async Task<IResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ById)] HttpRequest request, string id, string nodeId, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.JsonElement, cancellationToken);
        return body.IsSuccess
            ? await EditAsync(
                request, id, content => content.ReplaceNode(nodeId, body.Value), content => content.Node(nodeId)!.Value, "Node replaced", StatusCodes.Status200OK, cancellationToken)
            : Answer.Problem(body.Error);
    }

    /// <summary>Removes a node.</summary>
    [Function("Nodes_Delete")]
    [Access(Access.Write)]
    [Operation("Removes a node and every connection at it.")]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string id, string nodeId, CancellationToken cancellationToken)
    {
        var changed = await catalog.EditAsync(request.Caller().Tenant, request.Caller().UserId.ToString(), id, content => content.RemoveNode(nodeId), cancellationToken);
        return changed.IsSuccess ? Answer.Ok() : Answer.Problem(changed.Error);
    }

    /// <summary>Duplicates a node.</summary>
    [Function("Nodes_Duplicate")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation("Adds a copy of a node, without connections.")]
    [Gives(201, typeof(NodeAnswer))]
    public Task<IResult> Duplicate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/duplicate")] HttpRequest request, string id, string nodeId, CancellationToken cancellationToken)
    {
        var copyId = DocumentId.New(clock).ToString();
        return EditAsync(
            request,
            id,
            content => content.Node(nodeId) is { } node ? content.AddNode(JsonObjects.With(node, "id", copyId)) : RequestErrors.NotFound("node"),
            content => content.Node(copyId)!.Value,
            "Node duplicated",
            StatusCodes.Status201Created,
            cancellationToken);
    }

    /// <summary>A node's past.</summary>
    [Function("Nodes_History")]
    [Access(Access.Read)]
    [Operation("Lists a node as the published versions of its flow had it, latest first.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(NodeHistoryEntry), Name = "history", IsList = true)]
    public async Task<IResult> History(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById + "/history")] HttpRequest request, string id, string nodeId, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        var tenant = request.Caller().Tenant;
        if (await catalog.GetAsync(tenant, id, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var page = await versions.ListAsync(tenant, id, limit, cursor, cancellationToken);
        List<NodeHistoryEntry> history = [];
        foreach (var version in page.Items.Select(item => item.Document))
        {
            foreach (var node in version.Nodes.EnumerateArray().Where(node => JsonObjects.Text(node, "id") == nodeId))
            {
                history.Add(new NodeHistoryEntry(version.Number, version.PublishedAt, node));
            }
        }

        return Answer.List("history", history, FlowsApiJson.Default.NodeHistoryEntry, page.NextCursor);
    }

    private async Task<IResult> EditAsync(
        HttpRequest request,
        string flowId,
        Func<FlowContent, Error?> edit,
        Func<FlowContent, JsonElement> shown,
        string message,
        int status,
        CancellationToken cancellationToken)
    {
        var caller = request.Caller();
        JsonAnswer? answer = null;
        var changed = await catalog.EditAsync(
            caller.Tenant,
            caller.UserId.ToString(),
            flowId,
            edit,
            flow => request.Remember(answer = Answer.Ok(new NodeAnswer(shown(FlowContent.Of(flow)), message, flow.Version), FlowsApiJson.Default.NodeAnswer, status)),
            cancellationToken);
        return changed.IsSuccess ? answer! : Answer.Problem(changed.Error);
    }
}
