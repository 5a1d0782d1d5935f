using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Saml;

/// <summary>Metadata as a file (saml-metadata-2.0-os, appendix A).</summary>
internal sealed class SamlMetadataAnswer(byte[] utf8) : IResult
{
    /// <summary>Its registered media type.</summary>
    public const string ContentType = "application/samlmetadata+xml";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.ContentLength = utf8.Length;
        await httpContext.Response.Body.WriteAsync(utf8, httpContext.RequestAborted);
    }
}
