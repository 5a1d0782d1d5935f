using HiveFlow.Errors;
using HiveFlow.Functions.Flows;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Organizations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Organizations;

/// <summary>The organizations the caller is in. What changes one acts in the one that X-Organization-Id chooses.</summary>
public sealed class OrganizationFunctions(OrganizationDirectory directory, OrganizationRegistry registry, MemberRegistry members)
{
    private const string One = "organization";
    private const string Many = "organizations";
    private const string ById = "api/organizations/{id:length(24)}";

    /// <summary>Lists them.</summary>
    [Function("Organizations_List")]
    [Access(Access.Read)]
    [OwnAccount]
    [FlowUse(FlowUse.Nothing)]
    [Operation("Lists the caller's organizations with their default workspaces; a key sees its own alone.")]
    [Gives(200, typeof(Membership), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/organizations")] HttpRequest request, CancellationToken cancellationToken)
    {
        var memberships = await directory.ListAsync(request.Caller(), cancellationToken);
        return Answer.List(Many, memberships, OrganizationJson.Default.Membership, nextCursor: null);
    }

    /// <summary>Shows one.</summary>
    [Function("Organizations_Get")]
    [Access(Access.Read)]
    [Operation("Gets one of the caller's organizations.")]
    [Gives(200, typeof(Membership), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Show(await directory.GetAsync(request.Caller(), id, cancellationToken));

    /// <summary>Makes one.</summary>
    [Function("Organizations_Create")]
    [Access(Access.Session)]
    [Idempotent]
    [Operation("Makes an organization with the caller as its owner.")]
    [Takes(typeof(OrganizationRequest))]
    [Gives(201, typeof(Membership), Name = One)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/organizations")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OrganizationJson.Default.OrganizationRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        JsonAnswer? answer = null;
        var made = await registry.CreateAsync(
            request.Caller(), body.Value.Name, request.Actor(), organization => request.Remember(answer = Made(organization)), cancellationToken);
        return made.IsSuccess ? answer! : Answer.Problem(made.Error);
    }

    /// <summary>Renames one.</summary>
    [Function("Organizations_Rename")]
    [Access(Access.Admin)]
    [Operation("Renames the organization that X-Organization-Id chooses; the same stands in the path.")]
    [Takes(typeof(OrganizationChange))]
    [Gives(200, typeof(Membership), Name = One)]
    public async Task<IResult> Rename(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OrganizationJson.Default.OrganizationChange, cancellationToken);
        if ((body.Error ?? await directory.CheckChosenAsync(request.Caller(), id, cancellationToken)) is { } fault)
        {
            return Answer.Problem(fault);
        }

        var version = IfMatch.Read(request.Headers, body.Value!.Version);
        return version.IsSuccess
            ? Show(await registry.RenameAsync(request.Caller(), body.Value.Name, version.Value.Version, request.Actor(), cancellationToken))
            : Answer.Problem(version.Error);
    }

    /// <summary>Changes its settings.</summary>
    [Function("Organizations_PutSettings")]
    [Access(Access.Owner)]
    [Fresh]
    [Operation("Says whether the organization demands an authenticator of its members.")]
    [Takes(typeof(OrganizationSettings))]
    [Gives(200, typeof(Membership), Name = One)]
    public async Task<IResult> PutSettings(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ById + "/settings")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OrganizationJson.Default.OrganizationSettings, cancellationToken);
        if ((body.Error ?? await directory.CheckChosenAsync(request.Caller(), id, cancellationToken)) is { } fault)
        {
            return Answer.Problem(fault);
        }

        var version = IfMatch.Read(request.Headers, body.Value!.Version);
        return version.IsSuccess
            ? Show(await registry.RequireTotpAsync(request.Caller(), body.Value.RequireTotp, version.Value.Version, request.Actor(), cancellationToken))
            : Answer.Problem(version.Error);
    }

    /// <summary>Deletes one.</summary>
    [Function("Organizations_Delete")]
    [Access(Access.Owner)]
    [Fresh]
    [Operation("Deletes the organization: nobody acts in it from now on, its runs are cancelled and what it owns is removed in the background.")]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await directory.CheckChosenAsync(request.Caller(), id, cancellationToken) is { } fault
            ? Answer.Problem(fault)
            : Done(await registry.DeleteAsync(request.Caller(), request.Actor(), cancellationToken));

    /// <summary>Leaves one.</summary>
    [Function("Organizations_Leave")]
    [Access(Access.Session)]
    [Operation("Leaves the organization; the caller's API keys of it end. The last owner cannot, and nobody leaves their personal one.")]
    [Gives(200)]
    public async Task<IResult> Leave(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/leave")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var caller = request.Caller();
        return await directory.CheckChosenAsync(caller, id, cancellationToken) is { } fault
            ? Answer.Problem(fault)
            : Done(await members.RemoveAsync(caller, caller.UserId.ToString(), request.Actor(), cancellationToken));
    }

    /// <summary>Hands one over.</summary>
    [Function("Organizations_Transfer")]
    [Access(Access.Owner)]
    [Fresh]
    [Operation("Makes another member an owner and the caller an admin.")]
    [Takes(typeof(TransferRequest))]
    [Gives(200)]
    public async Task<IResult> Transfer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/transfer")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OrganizationJson.Default.TransferRequest, cancellationToken);
        return (body.Error ?? await directory.CheckChosenAsync(request.Caller(), id, cancellationToken)) is { } fault
            ? Answer.Problem(fault)
            : Done(await members.TransferAsync(request.Caller(), body.Value!.UserId, request.Actor(), cancellationToken));
    }

    private static JsonAnswer Made(Membership organization) => Answer.Named(
        One,
        organization,
        OrganizationJson.Default.Membership,
        status: StatusCodes.Status201Created,
        location: $"/api/organizations/{organization.Id}");

    private static IResult Show(Result<Membership> organization) => organization.IsSuccess
        ? Answer.Named(One, organization.Value, OrganizationJson.Default.Membership)
        : Answer.Problem(organization.Error);

    private static IResult Done(Result result) => result.IsSuccess ? Answer.Ok() : Answer.Problem(result.Error);
}
