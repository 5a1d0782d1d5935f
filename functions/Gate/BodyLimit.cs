using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HiveFlow.Functions.Gate;

/// <summary>Refuses a body that says it is too large, and bounds one that doesn't say.</summary>
internal static class BodyLimit
{
    private const int ServerSlackBytes = 64 * 1024;

    // What the Functions host passes on at most.
    private const long MostDrainedBytes = 100 * 1024 * 1024;

    public static Error? Check(HttpContext http, FunctionRule rule)
    {
        if (http.Request.ContentLength is not { } length)
        {
            // Readers count a chunked body themselves. The server stops a little later.
            LetServerTake(http, rule.MaxBodyBytes + ServerSlackBytes);
            return null;
        }

        if (length <= rule.MaxBodyBytes)
        {
            return null;
        }

        if (length <= MostDrainedBytes)
        {
            LetServerTake(http, length);
        }

        return GateErrors.BodyTooLarge(rule.MaxBodyBytes);
    }

    // Over its limit the server cuts the connection: a client that is still sending, such as the proxy of the Functions host, does not hear
    // why. Below it the server reads on for five seconds and throws away.
    private static void LetServerTake(HttpContext http, long bytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = bytes;
        }
    }
}
