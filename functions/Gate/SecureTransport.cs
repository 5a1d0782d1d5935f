using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Plain HTTP in production (OWASP ASVS 5.0, 4.1.2): the API refuses it, so that a client that sends its credential unencrypted notices;
/// only a page sends its reader on to https.
/// </summary>
public sealed class SecureTransport(IHostEnvironment environment, IOptions<GateOptions> options)
{
    private readonly bool isProduction = environment.IsProduction();
    private readonly string publicUrl = options.Value.PublicUrl.GetLeftPart(UriPartial.Authority);

    /// <summary>Null for https, and everywhere outside production.</summary>
    internal Error? Check(HttpContext http, GateRequest request)
    {
        if (!isProduction || request.IsHttps || request.Rule.Transport == Transport.Any)
        {
            return null;
        }

        if (request.Rule.Transport == Transport.Redirect && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            // To the configured address and never to the one that the request names.
            http.Response.Headers.Location = publicUrl + http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent();
            return GateErrors.MovedToHttps();
        }

        return GateErrors.HttpsRequired();
    }
}
