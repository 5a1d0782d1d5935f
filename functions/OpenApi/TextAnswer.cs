using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.OpenApi;

/// <summary>A document of ours that changes only with the program.</summary>
internal sealed class TextAnswer(byte[] utf8, string contentType) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.ContentType = contentType;
        httpContext.Response.ContentLength = utf8.Length;
        httpContext.Response.Headers.CacheControl = "public, max-age=300";
        await httpContext.Response.Body.WriteAsync(utf8, httpContext.RequestAborted);
    }
}
