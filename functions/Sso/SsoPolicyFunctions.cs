using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Sso;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Sso;

/// <summary>Whether an organization forces single sign-on.</summary>
public sealed class SsoPolicyFunctions(SsoPolicies policies)
{
    private const string One = "policy";

    /// <summary>Shows it.</summary>
    [Function("SsoPolicy_Get")]
    [Access(Access.Admin)]
    [Operation("Shows where logins with addresses in the organization's domains are sent, and whether that is the only way in.")]
    [Gives(200, typeof(SsoPolicyView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sso/policy")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer.Named(One, await policies.GetAsync(request.Caller(), cancellationToken), SsoJson.Default.SsoPolicyView);

    /// <summary>Changes it.</summary>
    [Function("SsoPolicy_Set")]
    [Access(Access.Admin)]
    [Fresh]
    [Operation("Sends logins with addresses in the organization's verified domains to a connection, or lets them in by that alone; owners always may log in with their password.")]
    [Takes(typeof(PolicyRequest))]
    [Gives(200, typeof(SsoPolicyView), Name = One)]
    public async Task<IResult> Set(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/sso/policy")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SsoJson.Default.PolicyRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var wanted = new SsoPolicyView(body.Value.IsForced, body.Value.ConnectionId);
        var changed = await policies.SetAsync(request.Caller(), wanted, request.Actor(), cancellationToken);
        return changed.IsSuccess ? Answer.Named(One, changed.Value, SsoJson.Default.SsoPolicyView) : Answer.Problem(changed.Error);
    }
}
