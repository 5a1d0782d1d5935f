using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Organizations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Organizations;

/// <summary>The organizations the caller is in.</summary>
public sealed class OrganizationFunctions(OrganizationDirectory directory)
{
    private const string Many = "organizations";

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
}
