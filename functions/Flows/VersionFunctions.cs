using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Versions;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Flows;

/// <summary>Published versions of flows, and flows carried elsewhere.</summary>
public sealed class VersionFunctions(FlowCatalog catalog, FlowVersions versions, FlowCounts counts, CarriedCredentials credentials, AuditLog audit)
{
    private const string ById = "api/flows/{id:length(24)}";
    private const string Draft = "draft";

    /// <summary>Publishes a flow.</summary>
    [Function("Flows_Publish")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation("Publishes the flow as it is; triggers use the latest published version.")]
    [Gives(201, typeof(VersionView), Name = "version", AlsoAsData = true)]
    public async Task<IResult> Publish(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/publish")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var caller = request.Caller();
        var act = FlowActs.Of("flow.published", request, id);
        JsonAnswer? answer = null;
        var version = await versions.PublishAsync(
            caller.Tenant,
            id,
            caller.UserId.ToString(),
            made => [audit.Entry(act), .. request.Remember(answer = Made(made))],
            cancellationToken);
        return version.IsSuccess ? answer! : Answer.Problem(version.Error);
    }

    /// <summary>Lists versions.</summary>
    [Function("Flows_Versions")]
    [Access(Access.Read)]
    [Operation("Lists a flow's published versions, latest first.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(VersionView), Name = "versions", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById + "/versions")] HttpRequest request, string id, CancellationToken cancellationToken)
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
        return Answer.List("versions", [.. page.Items.Select(v => VersionView.Of(v.Document))], FlowsApiJson.Default.VersionView, page.NextCursor);
    }

    /// <summary>Brings a version back.</summary>
    [Function("Flows_RestoreVersion")]
    [Access(Access.Write)]
    [Operation("Makes a published version's content the flow's present one.")]
    [Gives(200, typeof(FlowView), Name = "flow", AlsoAsData = true)]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/versions/{number:int:min(1)}/restore")] HttpRequest request,
        string id,
        int number,
        CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        var flow = await versions.RestoreAsync(tenant, request.Caller().UserId.ToString(), id, number, cancellationToken);
        return flow.IsSuccess
            ? Answer.Named("flow", await counts.ViewAsync(tenant, flow.Value, cancellationToken), FlowsApiJson.Default.FlowView, alsoAsData: true)
            : Answer.Problem(flow.Error);
    }

    /// <summary>Compares versions.</summary>
    [Function("Flows_Diff")]
    [Access(Access.Read)]
    [Operation("Names what nodes, connections and fields differ between two versions of a flow.")]
    [Query("from", "A version's number, or draft; the latest published version by default.")]
    [Query("to", "A version's number, or draft for the flow as it is, which is the default.")]
    [Gives(200, typeof(DiffView), Name = "diff", AlsoAsData = true)]
    public async Task<IResult> Diff(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById + "/versions/diff")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (from, to, tenant) = (query.Text("from"), query.Text("to") ?? Draft, request.Caller().Tenant);
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        if (await catalog.GetAsync(tenant, id, cancellationToken) is not { } flow)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        from ??= flow.Document.PublishedVersion.ToString(CultureInfo.InvariantCulture);
        var (before, after) = (await VersionAsync(flow, from, cancellationToken), await VersionAsync(flow, to, cancellationToken));
        if (before is null || after is null)
        {
            return Answer.Problem(RequestErrors.NotFound("version"));
        }

        var diff = FlowDiff.Between(before, after);
        return Answer.Named("diff", new DiffView(from, to, diff.Flow, diff.Nodes, diff.Edges), FlowsApiJson.Default.DiffView, alsoAsData: true);
    }

    /// <summary>Exports a flow.</summary>
    [Function("Flows_Export")]
    [Access(Access.Read)]
    [Operation("Gives a flow's content to be imported elsewhere: credentials by name (credentialName), never by id.")]
    [Gives(200, typeof(FlowExport), Name = "export", AlsoAsData = true)]
    public async Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById + "/export")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await catalog.GetAsync(request.Caller().Tenant, id, cancellationToken) is not { } flow)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var nodes = await credentials.NamedAsync(request, flow.Document.Nodes, cancellationToken);
        return Answer.Named("export", FlowExport.Of(flow.Document, nodes), FlowsApiJson.Default.FlowExport, alsoAsData: true);
    }

    /// <summary>Imports a flow.</summary>
    [Function("Flows_Import")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation("Makes a flow from an export. A credentialName becomes the id of the caller's one credential of that name; where there is none it stays, and validate says what is missing.")]
    [Takes(typeof(FlowExport))]
    [Gives(201, typeof(FlowView), Name = "flow", AlsoAsData = true)]
    public async Task<IResult> Import(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/flows/import")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FlowsApiJson.Default.FlowExport, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        if (body.Value.Format != FlowExport.CurrentFormat)
        {
            return Answer.Problem(RequestErrors.Invalid("format", $"format must be {FlowExport.CurrentFormat}."));
        }

        var caller = request.Caller();
        var nodes = await credentials.ResolvedAsync(request, body.Value.Nodes, cancellationToken);
        var draft = new FlowDraft { Name = body.Value.Name, Description = body.Value.Description, Nodes = nodes, Edges = body.Value.Edges, Extra = body.Value.Extra ?? [] };
        JsonAnswer? answer = null;
        var made = await catalog.CreateAsync(
            caller.Tenant, caller.UserId.ToString(), draft, flow => request.Remember(answer = FlowFunctions.Made(flow)), cancellationToken);
        return made.IsSuccess ? answer! : Answer.Problem(made.Error);
    }

    private static JsonAnswer Made(FlowVersion version) =>
        Answer.Named("version", VersionView.Of(version), FlowsApiJson.Default.VersionView, alsoAsData: true, StatusCodes.Status201Created);

    private async Task<FlowVersion?> VersionAsync(Stored<Flow> stored, string version, CancellationToken cancellationToken)
    {
        var flow = stored.Document;
        return version == Draft
            ? new FlowVersion(flow.Id, 0, flow.Name, flow.Description, flow.Nodes, flow.Edges, flow.Owner, flow.UpdatedAt)
            {
                Extra = flow.Extra,
            }
            : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? await versions.GetAsync(stored.Tenant, flow.Id, number, cancellationToken)
                : null;
    }
}
