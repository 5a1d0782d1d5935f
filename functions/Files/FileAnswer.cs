using HiveFlow.Storage.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Files;

/// <summary>A stored file as an answer: to be saved, never shown in our origin.</summary>
internal sealed class FileAnswer(OpenFile file) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (file)
        {
            var response = httpContext.Response;
            response.ContentType = file.File.ContentType;
            response.ContentLength = file.File.Size;
            response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
            response.Headers.ETag = $"\"{file.File.ETag}\"";
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(file.File.Key[(file.File.Key.LastIndexOf('/') + 1)..]);
            response.Headers.ContentDisposition = disposition.ToString();
            await file.Content.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}
