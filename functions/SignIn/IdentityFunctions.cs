using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.SignIn;

/// <summary>The outside identities that open the caller's account.</summary>
public sealed class IdentityFunctions(OutsideIdentities identities)
{
    private const string One = "identity";
    private const string Many = "identities";

    /// <summary>Lists them.</summary>
    [Function("Identities_List")]
    [Access(Access.Session)]
    [Operation("Lists the outside identities that the caller can log in with.")]
    [Gives(200, typeof(OutsideIdentityView), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/identities")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer.List(Many, await identities.ListAsync(request.Caller(), cancellationToken), SignInJson.Default.OutsideIdentityView, nextCursor: null);

    /// <summary>Links one.</summary>
    [Function("Identities_Link")]
    [Access(Access.Session)]
    [Fresh]
    [Idempotent]
    [Operation("Links the identity of a visit that was begun with intent=link, by its one-time code and verifier.")]
    [Takes(typeof(TradeCodeRequest))]
    [Gives(201, typeof(OutsideIdentityView), Name = One)]
    public async Task<IResult> Link(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/identities")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SignInJson.Default.TradeCodeRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var linked = await identities.LinkAsync(
            request.Caller(), body.Value.Code, body.Value.CodeVerifier, request.Actor(), cancellationToken);
        return linked.IsSuccess
            ? Answer.Named(One, linked.Value, SignInJson.Default.OutsideIdentityView, status: StatusCodes.Status201Created)
            : Answer.Problem(linked.Error);
    }

    /// <summary>Unlinks one.</summary>
    [Function("Identities_Unlink")]
    [Access(Access.Session)]
    [Fresh]
    [Operation("Unlinks an outside identity; it opens nothing from now on.")]
    [Gives(200, typeof(OutsideIdentityView), Name = One)]
    public async Task<IResult> Unlink(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/auth/identities/{id:length(24)}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var unlinked = await identities.UnlinkAsync(request.Caller(), id, request.Actor(), cancellationToken);
        return unlinked.IsSuccess
            ? Answer.Named(One, unlinked.Value, SignInJson.Default.OutsideIdentityView)
            : Answer.Problem(unlinked.Error);
    }
}
