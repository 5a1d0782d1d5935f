using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Sso;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Sso;

/// <summary>The domains that an organization claims and proves.</summary>
public sealed class DomainFunctions(OrganizationDomains domains)
{
    private const string One = "domain";
    private const string Many = "domains";

    /// <summary>Lists them.</summary>
    [Function("Domains_List")]
    [Access(Access.Admin)]
    [Operation("Lists the organization's domains, each with the TXT record that proves it.")]
    [Gives(200, typeof(DomainView), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sso/domains")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer.List(Many, await domains.ListAsync(request.Caller(), cancellationToken), SsoJson.Default.DomainView, nextCursor: null);

    /// <summary>Claims one.</summary>
    [Function("Domains_Claim")]
    [Access(Access.Admin)]
    [Fresh]
    [Idempotent]
    [Operation("Claims a domain; the answer says which TXT record proves it. Claiming it again gives the same.")]
    [Takes(typeof(ClaimDomainRequest))]
    [Gives(201, typeof(DomainView), Name = One)]
    public async Task<IResult> Claim(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/sso/domains")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SsoJson.Default.ClaimDomainRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var claimed = await domains.ClaimAsync(request.Caller(), body.Value.Domain, request.Actor(), cancellationToken);
        return claimed.IsSuccess
            ? Answer.Named(One, claimed.Value, SsoJson.Default.DomainView, status: StatusCodes.Status201Created)
            : Answer.Problem(claimed.Error);
    }

    /// <summary>Verifies one.</summary>
    [Function("Domains_Verify")]
    [Access(Access.Admin)]
    [Limit(LimitClasses.Costly)]
    [Fresh]
    [Operation("Looks for a domain's TXT record now.")]
    [Gives(200, typeof(DomainView), Name = One)]
    public async Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/sso/domains/{id:length(24)}/verify")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        Show(await domains.VerifyAsync(request.Caller(), id, request.Actor(), cancellationToken));

    /// <summary>Gives one up.</summary>
    [Function("Domains_Remove")]
    [Access(Access.Admin)]
    [Fresh]
    [Operation("Gives a domain up.")]
    [Gives(200, typeof(DomainView), Name = One)]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/sso/domains/{id:length(24)}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        Show(await domains.RemoveAsync(request.Caller(), id, request.Actor(), cancellationToken));

    private static IResult Show(Result<DomainView> domain) => domain.IsSuccess
        ? Answer.Named(One, domain.Value, SsoJson.Default.DomainView)
        : Answer.Problem(domain.Error);
}
