using System.Text;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Functions.SignIn;
using HiveFlow.Identity.Saml;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Saml;

/// <summary>Logging in by an organization's SAML 2.0 identity provider.</summary>
public sealed class SamlFunctions(SamlSignIn saml)
{
    /// <summary>Our metadata for one connection's identity provider.</summary>
    [Function("Saml_Metadata")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Gives the service provider's SAML metadata of a connection, for the organization's identity provider.")]
    [Gives(200, ContentType = SamlMetadataAnswer.ContentType)]
    public async Task<IResult> Metadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/saml/{connection:length(24)}/metadata")] HttpRequest request,
        string connection,
        CancellationToken cancellationToken)
    {
        var metadata = await saml.MetadataAsync(connection, cancellationToken);
        return metadata.IsSuccess ? new SamlMetadataAnswer(Encoding.UTF8.GetBytes(metadata.Value)) : Answer.Problem(metadata.Error);
    }

    /// <summary>Sends the browser to the identity provider.</summary>
    [Function("Saml_Start")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Sends the browser to the organization's SAML identity provider; it comes back to redirect_uri with a one-time code.")]
    [Query("client", "web, desktop or extension.")]
    [Query("redirect_uri", "Where the browser goes afterwards; listed for the client by the operator.")]
    [Query("state", "The client's own mark, handed back; at most 500 characters.")]
    [Query("code_challenge", "base64url of the SHA-256 of the client's verifier, 43 characters.")]
    [Query("code_challenge_method", "S256.")]
    [Query("intent", "login, unless given, or link.")]
    [Gives(303)]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/saml/{connection:length(24)}/start")] HttpRequest request,
        string connection,
        CancellationToken cancellationToken)
    {
        var asked = SignInQuery.Request(request);
        if (!asked.IsSuccess)
        {
            return Answer.Problem(asked.Error);
        }

        var begun = await saml.StartAsync(connection, asked.Value, SamlCookie.Of(request), request.ClientAddress(), cancellationToken);
        if (!begun.IsSuccess)
        {
            return Answer.Problem(begun.Error);
        }

        SamlCookie.Set(request.HttpContext.Response, begun.Value.Cookie);
        return new BrowserRedirect(begun.Value.Url);
    }

    /// <summary>
    /// Takes the identity provider's answer. Public, because the provider's page posts it from its own origin: what binds it to a login
    /// of this very browser is the cookie and the relay state.
    /// </summary>
    [Function("Saml_Acs")]
    [Access(Access.Public)]
    [Limit(LimitClasses.Login)]
    [Operation("Takes the SAML response that the identity provider's page posts (HTTP-POST binding), and sends the browser back to the client.")]
    [Gives(303)]
    public async Task<IResult> Acs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/saml/{connection:length(24)}/acs")] HttpRequest request,
        string connection,
        CancellationToken cancellationToken)
    {
        var form = await SamlForm.ReadAsync(request, cancellationToken);
        if (!form.IsSuccess)
        {
            return Answer.Problem(form.Error);
        }

        var ended = await saml.AcceptAsync(
            connection,
            form.Value.Response,
            form.Value.RelayState,
            SamlCookie.Of(request),
            request.Actor(),
            request.ClientAddress(),
            cancellationToken);
        return ended.IsSuccess ? new BrowserRedirect(ended.Value) : Answer.Problem(ended.Error);
    }
}
