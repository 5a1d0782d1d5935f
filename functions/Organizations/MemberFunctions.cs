using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Organizations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Organizations;

/// <summary>The members of the organization that X-Organization-Id chooses.</summary>
public sealed class MemberFunctions(MemberRegistry members)
{
    private const string One = "member";
    private const string Many = "members";
    private const string ById = "api/members/{userId:length(24)}";

    /// <summary>Lists them.</summary>
    [Function("Members_List")]
    [Access(Access.Session)]
    [Operation("Lists the organization's members, those who joined last first.")]
    [Query("limit", "Page size, 1 to 200; 50 unless given.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(MemberView), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/members")] HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (limit, cursor) = (parameters.Limit(), parameters.Cursor());
        if (parameters.Error is { } fault)
        {
            return Answer.Problem(fault);
        }

        var (page, nextCursor) = await members.ListAsync(request.Caller(), limit, cursor, cancellationToken);
        return Answer.List(Many, page, OrganizationJson.Default.MemberView, nextCursor);
    }

    /// <summary>Changes a role.</summary>
    [Function("Members_ChangeRole")]
    [Access(Access.Admin)]
    [Operation("Gives a member another role; only an owner makes or touches owners, and one stays.")]
    [Takes(typeof(RoleRequest))]
    [Gives(200, typeof(MemberView), Name = One)]
    public async Task<IResult> ChangeRole(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = ById)] HttpRequest request, string userId, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OrganizationJson.Default.RoleRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var changed = await members.ChangeRoleAsync(request.Caller(), userId, body.Value.Role, request.Actor(), cancellationToken);
        return changed.IsSuccess ? Answer.Named(One, changed.Value, OrganizationJson.Default.MemberView) : Answer.Problem(changed.Error);
    }

    /// <summary>Removes one.</summary>
    [Function("Members_Remove")]
    [Access(Access.Admin)]
    [Operation("Removes a member at once; their API keys of the organization end with it.")]
    [Gives(200)]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string userId, CancellationToken cancellationToken)
    {
        var removed = await members.RemoveAsync(request.Caller(), userId, request.Actor(), cancellationToken);
        return removed.IsSuccess ? Answer.Ok() : Answer.Problem(removed.Error);
    }
}
