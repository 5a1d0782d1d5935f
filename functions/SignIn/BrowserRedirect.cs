using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.SignIn;

/// <summary>303 to another place, always by GET; for browsers that log in.</summary>
public sealed class BrowserRedirect(Uri place) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = place.AbsoluteUri;
        return Task.CompletedTask;
    }
}
