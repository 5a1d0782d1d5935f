using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HiveFlow.Functions.Gate;

/// <summary>Headers of every answer, whatever becomes of the request. A function that answers a page sets its own policy over them.</summary>
internal static class SecurityHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues Policy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    private static readonly StringValues TransportSecurity = "max-age=31536000; includeSubDomains";

    /// <summary>Sets them.</summary>
    public static void Set(IHeaderDictionary headers, string requestId, bool isProduction)
    {
        headers.XContentTypeOptions = NoSniff;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = NoStore;
        headers["Referrer-Policy"] = NoReferrer;
        headers["X-Request-Id"] = requestId;
        if (isProduction)
        {
            headers.StrictTransportSecurity = TransportSecurity;
        }
    }
}
