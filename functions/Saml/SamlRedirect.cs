using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Saml;

/// <summary>
/// 303 See Other: whatever brought the browser here, it goes on with a GET (RFC 9110 section 15.4.4), so that a posted form never goes
/// with it.
/// </summary>
/// <param name="url">Where to; checked by whoever made it.</param>
/// <param name="cookie">What the sign-in cookie must hold; null leaves it.</param>
internal sealed class SamlRedirect(Uri url, string? cookie = null) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (cookie is not null)
        {
            SamlCookie.Set(httpContext.Response, cookie);
        }

        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = url.AbsoluteUri;
        return Task.CompletedTask;
    }
}
