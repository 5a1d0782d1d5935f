using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Functions.SignIn;
using HiveFlow.Identity.Sso;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Sso;

/// <summary>Logging in by an organization's OpenID provider.</summary>
public sealed class SsoFunctions(SsoSignIn signIn, SignInCookie cookie)
{
    private const string Ends = "Ends in a redirect to redirect_uri with a one-time `code` (60 s) or an `error`, and `state`; never with a token.";

    /// <summary>How somebody logs in.</summary>
    [Function("Sso_Discover")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Says by an address's domain how to log in: at an identity provider or with a password; never whether there is an account.")]
    [Takes(typeof(DiscoverRequest))]
    [Gives(200, typeof(SsoDiscovery))]
    public async Task<IResult> Discover(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/sso/discover")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SsoJson.Default.DiscoverRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var found = await signIn.DiscoverAsync(body.Value.Email, cancellationToken);
        return found.IsSuccess ? Answer.Ok(found.Value, SsoJson.Default.SsoDiscovery) : Answer.Problem(found.Error);
    }

    /// <summary>Sends the browser to the provider.</summary>
    [Function("Sso_Start")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Begins a login by an organization's OpenID provider, with PKCE.", Description = Ends)]
    [Query("client", "web, desktop or extension.")]
    [Query("redirect_uri", "Where the browser goes afterwards; must be listed for the client (desktop: a loopback address, any port).")]
    [Query("state", "The client's own mark, handed back; at most 500 characters.")]
    [Query("code_challenge", "base64url of the SHA-256 of the client's verifier (RFC 7636).")]
    [Query("code_challenge_method", "S256.")]
    [Query("intent", "login (default), or link for POST /api/auth/identities.")]
    [Gives(303, ContentType = "text/plain")]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/sso/{connection:length(24)}/start")] HttpRequest request,
        string connection,
        CancellationToken cancellationToken)
    {
        var asked = SignInQuery.Request(request);
        if (!asked.IsSuccess)
        {
            return Answer.Problem(asked.Error);
        }

        var begun = await signIn.StartAsync(connection, asked.Value, cookie.Read(request), request.ClientAddress(), cancellationToken);
        return begun.IsSuccess ? cookie.Send(request, begun.Value) : Answer.Problem(begun.Error);
    }

    /// <summary>The provider sends the browser here.</summary>
    [Function("Sso_Callback")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Where an organization's OpenID provider sends the browser back to; one address a connection.", Description = Ends)]
    [Gives(303, ContentType = "text/plain")]
    public async Task<IResult> Callback(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/sso/{connection:length(24)}/callback")] HttpRequest request,
        string connection,
        CancellationToken cancellationToken)
    {
        var back = SignInQuery.Return(request);
        if (!back.IsSuccess)
        {
            return Answer.Problem(back.Error);
        }

        var ended = await signIn.FinishAsync(
            connection, back.Value, cookie.Read(request), request.ClientAddress(), request.Actor(), cancellationToken);
        return ended.IsSuccess ? new BrowserRedirect(ended.Value) : Answer.Problem(ended.Error);
    }
}
