using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.SignIn;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.SignIn;

/// <summary>Logging in with Google and GitHub; a browser opens these addresses.</summary>
public sealed class SignInFunctions(ProviderSignIn signIn, SignInCookie cookie)
{
    private const string ClientText = "web, desktop or extension.";
    private const string RedirectText = "Where the browser goes afterwards; must be listed for the client (desktop: a loopback address, any port).";
    private const string StateText = "The client's own mark, handed back; at most 500 characters.";
    private const string ChallengeText = "base64url of the SHA-256 of the client's verifier (RFC 7636).";
    private const string MethodText = "S256.";
    private const string IntentText = "login (default), or link for POST /api/auth/identities.";
    private const string Ends = "Ends in a redirect to redirect_uri with a one-time `code` (60 s) or an `error`, and `state`; never with a token.";

    /// <summary>Sends the browser to Google.</summary>
    [Function("SignIn_Google")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Begins a login with Google, with PKCE.", Description = Ends)]
    [Query("client", ClientText)]
    [Query("redirect_uri", RedirectText)]
    [Query("state", StateText)]
    [Query("code_challenge", ChallengeText)]
    [Query("code_challenge_method", MethodText)]
    [Query("intent", IntentText)]
    [Gives(303, ContentType = "text/plain")]
    public Task<IResult> Google(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/google")] HttpRequest request, CancellationToken cancellationToken) =>
        StartAsync(SignInProvider.Google, request, cancellationToken);

    /// <summary>Google sends the browser here.</summary>
    [Function("SignIn_GoogleCallback")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Where Google sends the browser back to.", Description = Ends)]
    [Gives(303, ContentType = "text/plain")]
    public Task<IResult> GoogleCallback(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/google/callback")] HttpRequest request, CancellationToken cancellationToken) =>
        FinishAsync(SignInProvider.Google, request, cancellationToken);

    /// <summary>Sends the browser to GitHub.</summary>
    [Function("SignIn_GitHub")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Begins a login with GitHub, with PKCE.", Description = Ends)]
    [Query("client", ClientText)]
    [Query("redirect_uri", RedirectText)]
    [Query("state", StateText)]
    [Query("code_challenge", ChallengeText)]
    [Query("code_challenge_method", MethodText)]
    [Query("intent", IntentText)]
    [Gives(303, ContentType = "text/plain")]
    public Task<IResult> GitHub(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/github")] HttpRequest request, CancellationToken cancellationToken) =>
        StartAsync(SignInProvider.GitHub, request, cancellationToken);

    /// <summary>GitHub sends the browser here.</summary>
    [Function("SignIn_GitHubCallback")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Where GitHub sends the browser back to.", Description = Ends)]
    [Gives(303, ContentType = "text/plain")]
    public Task<IResult> GitHubCallback(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/github/callback")] HttpRequest request, CancellationToken cancellationToken) =>
        FinishAsync(SignInProvider.GitHub, request, cancellationToken);

    private async Task<IResult> StartAsync(SignInProvider provider, HttpRequest request, CancellationToken cancellationToken)
    {
        var asked = SignInQuery.Request(request);
        if (!asked.IsSuccess)
        {
            return Answer.Problem(asked.Error);
        }

        var begun = await signIn.StartAsync(provider, asked.Value, cookie.Read(request), request.ClientAddress(), cancellationToken);
        return begun.IsSuccess ? cookie.Send(request, begun.Value) : Answer.Problem(begun.Error);
    }

    private async Task<IResult> FinishAsync(SignInProvider provider, HttpRequest request, CancellationToken cancellationToken)
    {
        var back = SignInQuery.Return(request);
        if (!back.IsSuccess)
        {
            return Answer.Problem(back.Error);
        }

        var ended = await signIn.FinishAsync(
            provider, back.Value, cookie.Read(request), request.ClientAddress(), request.Actor(), cancellationToken);
        return ended.IsSuccess ? new BrowserRedirect(ended.Value) : Answer.Problem(ended.Error);
    }
}
