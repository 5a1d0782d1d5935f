using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Flows;

/// <summary>Flows: make, find, change, put away.</summary>
public sealed class FlowFunctions(FlowCatalog catalog, FlowCounts counts, AuditLog audit)
{
    private const string ById = "api/flows/{id:length(24)}";

    /// <summary>Lists flows.</summary>
    [Function("Flows_List")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Listed)]
    [Operation("Lists the organization's flows, last changed or run first.")]
    [Query("status", "Only flows of this status: draft, active, paused, stopped, archived.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(FlowView), Name = "data", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/flows")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var filter = new FlowFilter(query.Text("status"), query.Limit(), query.Cursor());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        if (filter.Status is not null && !FlowStatus.All.Contains(filter.Status))
        {
            return Answer.Problem(RequestErrors.Malformed("status", $"status must be one of {string.Join(", ", FlowStatus.All)}."));
        }

        var caller = request.Caller();
        var page = await BoundFlows.ListAsync(catalog, caller, filter, cancellationToken);
        var views = await counts.ViewAsync(caller.Tenant, [.. page.Items.Select(flow => flow.Document)], cancellationToken);
        return Answer.List("data", views, FlowsApiJson.Default.FlowView, page.NextCursor);
    }

    /// <summary>Flows of an app instance.</summary>
    [Function("Flows_ByAppInstance")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Listed)]
    [Operation("Lists the flows that hold a hiveapp node of an instance.")]
    [Gives(200, typeof(FlowView), Name = "data", IsList = true)]
    public async Task<IResult> ByAppInstance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/flows/by-app-instance/{instanceId}")] HttpRequest request,
        string instanceId,
        CancellationToken cancellationToken)
    {
        var caller = request.Caller();
        var found = await catalog.ByAppInstanceAsync(caller.Tenant, instanceId, cancellationToken);
        IReadOnlyList<Flow> flows = [.. found.Where(flow => caller.MayUseFlow(flow.Id))];
        return Answer.List("data", await counts.ViewAsync(caller.Tenant, flows, cancellationToken), FlowsApiJson.Default.FlowView, null);
    }

    /// <summary>Makes a flow.</summary>
    [Function("Flows_Create")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation("Makes a flow: a draft, paused. Saving is tolerant, validation tells what would not run.")]
    [Takes(typeof(FlowDraft))]
    [Gives(201, typeof(FlowView), Name = "flow", AlsoAsData = true)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/flows")] HttpRequest request, CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(FlowsApiJson.Default.FlowDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        var caller = request.Caller();
        JsonAnswer? answer = null;
        var made = await catalog.CreateAsync(
            caller.Tenant, caller.UserId.ToString(), draft.Value, flow => request.Remember(answer = Made(flow)), cancellationToken);
        return made.IsSuccess ? answer! : Answer.Problem(made.Error);
    }

    /// <summary>One flow.</summary>
    [Function("Flows_Get")]
    [Access(Access.Read)]
    [Operation("Gets a flow.")]
    [Gives(200, typeof(FlowView), Name = "flow", AlsoAsData = true)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        return await catalog.GetAsync(tenant, id, cancellationToken) is { } flow
            ? Show(await counts.ViewAsync(tenant, flow.Document, cancellationToken))
            : Answer.Problem(RequestErrors.NotFound("flow"));
    }

    /// <summary>Changes a flow.</summary>
    [Function("Flows_Replace")]
    [Access(Access.Write)]
    [Operation("Replaces the named parts of a flow; with version or If-Match a lost race is refused (409).")]
    [Takes(typeof(FlowDraft))]
    [Gives(200, typeof(FlowView), Name = "flow", AlsoAsData = true)]
    public async Task<IResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(FlowsApiJson.Default.FlowDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        var version = IfMatch.Read(request.Headers, draft.Value.Version);
        return version.IsSuccess
            ? await ShowAsync(request, (tenant, user) => catalog.ReplaceAsync(tenant, user, id, draft.Value with { Version = version.Value.Version }, cancellationToken), cancellationToken)
            : Answer.Problem(version.Error);
    }

    /// <summary>Removes a flow.</summary>
    [Function("Flows_Delete")]
    [Access(Access.Write)]
    [Operation("Removes a flow. Its runs stay.")]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var version = IfMatch.Read(request.Headers, null);
        if (!version.IsSuccess)
        {
            return Answer.Problem(version.Error);
        }

        var act = FlowActs.Of("flow.deleted", request, id);
        var deleted = await catalog.DeleteAsync(request.Caller().Tenant, id, version.Value.Version, [audit.Entry(act)], cancellationToken);
        return deleted.IsSuccess ? Answer.Ok() : Answer.Problem(deleted.Error);
    }

    /// <summary>Renames a flow.</summary>
    [Function("Flows_Rename")]
    [Access(Access.Write)]
    [Operation("Renames a flow.")]
    [Takes(typeof(NameRequest))]
    [Gives(200, typeof(FlowView), Name = "flow", AlsoAsData = true)]
    public async Task<IResult> Rename(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = ById + "/name")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.NameRequest, cancellationToken);
        return body.IsSuccess
            ? await ShowAsync(request, (tenant, user) => catalog.ReplaceAsync(tenant, user, id, new FlowDraft { Name = body.Value.Name }, cancellationToken), cancellationToken)
            : Answer.Problem(body.Error);
    }

    /// <summary>Archives a flow.</summary>
    [Function("Flows_Archive")]
    [Access(Access.Write)]
    [Operation("Puts a flow into the archive, or takes it out again with archived: false.")]
    [Takes(typeof(ArchiveRequest))]
    [Gives(200, typeof(FlowView), Name = "flow", AlsoAsData = true)]
    public async Task<IResult> Archive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = ById + "/archive")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.ArchiveRequest, cancellationToken);
        return body.IsSuccess
            ? await ShowAsync(request, (tenant, _) => catalog.ArchiveAsync(tenant, id, body.Value.Archived, cancellationToken), cancellationToken)
            : Answer.Problem(body.Error);
    }

    /// <summary>Pauses a flow.</summary>
    [Function("Flows_Pause")]
    [Access(Access.Execute)]
    [Operation("Pauses a flow: its triggers do not start runs, the execute call still does.")]
    [Gives(200, typeof(StatusAnswer))]
    public Task<IResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/pause")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        SwitchAsync(request, id, FlowStatus.Paused, cancellationToken);

    /// <summary>Resumes a flow.</summary>
    [Function("Flows_Resume")]
    [Access(Access.Execute)]
    [Operation("Resumes a flow: its triggers start runs.")]
    [Gives(200, typeof(StatusAnswer))]
    public Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/resume")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        SwitchAsync(request, id, FlowStatus.Active, cancellationToken);

    /// <summary>Switches a flow.</summary>
    [Function("Flows_SetExecutionState")]
    [Access(Access.Execute)]
    [Operation("Sets executionState to active or paused; the same switch as pause and resume.")]
    [Takes(typeof(ExecutionStateRequest))]
    [Gives(200, typeof(ExecutionStateAnswer))]
    public async Task<IResult> SetExecutionState(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = ById + "/execution-state")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.ExecutionStateRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        if (body.Value.ExecutionState is not (FlowStatus.Active or FlowStatus.Paused))
        {
            return Answer.Problem(RequestErrors.Invalid("executionState", "executionState must be active or paused."));
        }

        var flow = await catalog.SetStateAsync(request.Caller().Tenant, id, body.Value.ExecutionState, cancellationToken);
        return flow.IsSuccess
            ? Answer.Ok(new ExecutionStateAnswer(flow.Value.ExecutionState, flow.Value.Status), FlowsApiJson.Default.ExecutionStateAnswer)
            : Answer.Problem(flow.Error);
    }

    /// <summary>The answer to whoever made a flow.</summary>
    internal static JsonAnswer Made(Flow flow) => Show(FlowView.Of(flow, 0), StatusCodes.Status201Created, $"/api/flows/{flow.Id}");

    private static JsonAnswer Show(FlowView flow, int status = StatusCodes.Status200OK, string? location = null) =>
        Answer.Named("flow", flow, FlowsApiJson.Default.FlowView, alsoAsData: true, status, location);

    private async Task<IResult> SwitchAsync(HttpRequest request, string id, string state, CancellationToken cancellationToken)
    {
        var flow = await catalog.SetStateAsync(request.Caller().Tenant, id, state, cancellationToken);
        return flow.IsSuccess
            ? Answer.Ok(new StatusAnswer(flow.Value.Status, flow.Value.ExecutionState), FlowsApiJson.Default.StatusAnswer)
            : Answer.Problem(flow.Error);
    }

    private async Task<IResult> ShowAsync(
        HttpRequest request, Func<Storage.Documents.Tenant, string, Task<Result<Flow>>> change, CancellationToken cancellationToken)
    {
        var (tenant, user) = (request.Caller().Tenant, request.Caller().UserId.ToString());
        var flow = await change(tenant, user);
        return flow.IsSuccess ? Show(await counts.ViewAsync(tenant, flow.Value, cancellationToken)) : Answer.Problem(flow.Error);
    }
}
