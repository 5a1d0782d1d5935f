using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Sso;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Sso;

/// <summary>An organization's connections to its identity providers.</summary>
public sealed class SsoConnectionFunctions(SsoConnections connections)
{
    private const string One = "connection";
    private const string Many = "connections";

    /// <summary>Lists them.</summary>
    [Function("SsoConnections_List")]
    [Access(Access.Admin)]
    [Operation("Lists the organization's connections to identity providers, never their secrets.")]
    [Gives(200, typeof(SsoConnectionView), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sso/connections")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer.List(Many, await connections.ListAsync(request.Caller(), cancellationToken), SsoJson.Default.SsoConnectionView, nextCursor: null);

    /// <summary>Makes one.</summary>
    [Function("SsoConnections_Create")]
    [Access(Access.Admin)]
    [Fresh]
    [Idempotent]
    [Operation("Makes a connection to an identity provider, by OpenID Connect or SAML 2.0.")]
    [Takes(typeof(SsoConnectionInput))]
    [Gives(201, typeof(SsoConnectionView), Name = One)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/sso/connections")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SsoJson.Default.SsoConnectionInput, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var made = await connections.CreateAsync(request.Caller(), body.Value, request.Actor(), cancellationToken);
        return made.IsSuccess
            ? Answer.Named(
                One, made.Value, SsoJson.Default.SsoConnectionView, status: StatusCodes.Status201Created, location: $"/api/sso/connections/{made.Value.Id}")
            : Answer.Problem(made.Error);
    }

    /// <summary>Shows one.</summary>
    [Function("SsoConnections_Get")]
    [Access(Access.Admin)]
    [Operation("Shows a connection, never its secret.")]
    [Gives(200, typeof(SsoConnectionView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sso/connections/{id:length(24)}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        Show(await connections.GetAsync(request.Caller(), id, cancellationToken));

    /// <summary>Changes one.</summary>
    [Function("SsoConnections_Change")]
    [Access(Access.Admin)]
    [Fresh]
    [Operation("Changes a connection; what is left out stays. Kind and issuer cannot be changed.")]
    [Takes(typeof(SsoConnectionInput))]
    [Gives(200, typeof(SsoConnectionView), Name = One)]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/sso/connections/{id:length(24)}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SsoJson.Default.SsoConnectionInput, cancellationToken);
        return body.IsSuccess
            ? Show(await connections.ChangeAsync(request.Caller(), id, body.Value, request.Actor(), cancellationToken))
            : Answer.Problem(body.Error);
    }

    /// <summary>Removes one.</summary>
    [Function("SsoConnections_Remove")]
    [Access(Access.Admin)]
    [Fresh]
    [Operation("Removes a connection; the identities that came by it open nothing any more.")]
    [Gives(200, typeof(SsoConnectionView), Name = One)]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/sso/connections/{id:length(24)}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        Show(await connections.RemoveAsync(request.Caller(), id, request.Actor(), cancellationToken));

    /// <summary>Tries one.</summary>
    [Function("SsoConnections_Test")]
    [Access(Access.Admin)]
    [Limit(LimitClasses.Costly)]
    [Operation("Reads an OpenID provider's discovery document and keys now; a problem says what does not hold.")]
    [Gives(200, typeof(SsoConnectionView), Name = One)]
    public async Task<IResult> Test(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/sso/connections/{id:length(24)}/test")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        Show(await connections.TestAsync(request.Caller(), id, cancellationToken));

    private static IResult Show(Result<SsoConnectionView> connection) => connection.IsSuccess
        ? Answer.Named(One, connection.Value, SsoJson.Default.SsoConnectionView)
        : Answer.Problem(connection.Error);
}
