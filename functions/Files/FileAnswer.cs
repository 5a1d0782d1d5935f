using HiveFlow.Storage.DiskFiles;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Files;

/// <summary>
/// A stored file as an answer: to be saved under its name (RFC 6266, RFC 8187), never shown in our origin; whole or the range that was asked
/// for (RFC 9110 section 14).
/// </summary>
internal sealed class FileAnswer(SignedFile signed) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
        var (file, download) = (signed.File, signed.Download);
        return TypedResults
            .Stream(file.Content, download.ContentType, download.Name, entityTag: new EntityTagHeaderValue($"\"{file.File.ETag}\""), enableRangeProcessing: true)
            .ExecuteAsync(httpContext);
    }
}
