using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Credentials;

/// <summary>A person's consent at an OAuth 2.0 provider, for a credential.</summary>
public sealed class ConsentFunctions(CredentialConsents consents, IOptions<GateOptions> options)
{
    private const string Cookie = "__Host-hiveflow-consent";
    private const string CallbackPath = "api/credentials/oauth/callback";
    private const int MostCharacters = 4_096;

    /// <summary>Begins it.</summary>
    [Function("Credentials_BeginConsent")]
    [Access(Access.Write)]
    [Operation(
        "Begins a person's consent at the provider of an oauth2 credential.",
        Description = "Call it from the browser that will consent, with its cookies, and send it to authorizationUrl within 10 minutes.")]
    [Gives(200, typeof(ConsentAnswer))]
    public async Task<IResult> Begin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/credentials/{id:length(24)}/oauth/start")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var redirect = new Uri(options.Value.PublicUrl, CallbackPath);
        var begun = await consents.BeginAsync(CredentialFunctions.UserOf(request), id, redirect, cancellationToken);
        if (!begun.IsSuccess)
        {
            return Answer.Problem(begun.Error);
        }

        request.HttpContext.Response.Cookies.Append(Cookie, begun.Value.Browser.Reveal(), Settings(TimeSpan.FromMinutes(10)));
        return Answer.Ok(
            new ConsentAnswer(begun.Value.AuthorizationUrl.AbsoluteUri, redirect.AbsoluteUri), CredentialsApiJson.Default.ConsentAnswer);
    }

    /// <summary>Where the provider sends the browser back to.</summary>
    [Function("Credentials_EndConsent")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Takes the provider's answer to a consent; called by the browser that began it.")]
    [Query("state", "As the provider got it.")]
    [Query("code", "The provider's code.")]
    [Query("error", "Why there is no code.")]
    [Gives(200, typeof(ConsentEnd))]
    public async Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = CallbackPath)] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (One(request, "state") is not { } state || request.Query["error"].Count > 1 || request.Query["code"].Count > 1)
        {
            return Answer.Problem(CredentialErrors.ConsentRefused());
        }

        var code = request.Query["error"].Count == 0 ? One(request, "code") : null;
        var browser = request.Cookies[Cookie];
        request.HttpContext.Response.Cookies.Delete(Cookie, Settings(null));
        var ended = await consents.CompleteAsync(state, code, browser, request.Actor(), cancellationToken);
        return ended.IsSuccess
            ? Answer.Ok(new ConsentEnd(ended.Value.Id, "The credential is connected; this page can be closed."), CredentialsApiJson.Default.ConsentEnd)
            : Answer.Problem(ended.Error);
    }

    private static string? One(HttpRequest request, string name) =>
        request.Query[name] is [{ Length: > 0 and <= MostCharacters } value] ? value : null;

    private static CookieOptions Settings(TimeSpan? age) =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = age };
}
