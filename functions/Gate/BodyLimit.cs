using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HiveFlow.Functions.Gate;

/// <summary>Refuses a body that says it is too large, and bounds one that doesn't say.</summary>
internal static class BodyLimit
{
    private const int ServerSlackBytes = 64 * 1024;

    public static Error? Check(HttpContext http, FunctionRule rule)
    {
        if (http.Request.ContentLength is { } length)
        {
            if (length > rule.MaxBodyBytes)
            {
                return GateErrors.BodyTooLarge(rule.MaxBodyBytes);
            }
        }
        else if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            // Readers count a chunked body themselves. The server stops a little later: when it does, it cuts the connection, and
            // a client that is still sending would not hear why.
            feature.MaxRequestBodySize = rule.MaxBodyBytes + ServerSlackBytes;
        }

        return null;
    }
}
