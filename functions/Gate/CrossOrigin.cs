using System.Collections.Frozen;
using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Which pages may call (https://fetch.spec.whatwg.org/#http-cors-protocol): our own and the listed ones, compared exactly. Others are
/// refused and not merely left without headers, because a platform in front may answer preflights by itself.
/// </summary>
public sealed class CrossOrigin(IOptions<GateOptions> options)
{
    private static readonly StringValues VaryOrigin = "Origin";
    private static readonly StringValues True = "true";
    private static readonly StringValues PreflightSeconds = "7200";

    private static readonly StringValues Exposed =
        "Idempotent-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, X-Credits-Remaining, X-Request-Id";

    private static readonly StringValues Accepted =
        "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, traceparent, X-API-Key, X-CSRF-Token, X-Organization-Id, "
        + "X-Request-Id, X-Session, X-Workspace-Id";

    private readonly FrozenSet<string> listed =
        options.Value.Origins.Append(options.Value.PublicUrl.GetLeftPart(UriPartial.Authority)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads the origin and refuses a foreign one, but on public routes.</summary>
    internal Error? Check(HttpContext http, GateRequest request)
    {
        request.Origin = StandingOf(http.Request.Headers.Origin);
        Mark(http, request);
        return request.Origin == OriginStanding.Foreign && request.Rule.Access != Access.Public ? GateErrors.OriginForbidden() : null;
    }

    /// <summary>Sets the headers by which a browser lets the page read the answer, whatever it is.</summary>
    internal static void Mark(HttpContext http, GateRequest request)
    {
        var headers = http.Response.Headers;
        headers.Vary = VaryOrigin;
        if (request.Origin == OriginStanding.Listed)
        {
            headers.AccessControlAllowOrigin = http.Request.Headers.Origin;
            headers.AccessControlAllowCredentials = True;
            headers.AccessControlExposeHeaders = Exposed;
        }
    }

    /// <summary>What a page asks before it sends: the methods of the path it may use.</summary>
    internal static void MarkPreflight(HttpContext http, GateRequest request, string methods)
    {
        if (request.Origin == OriginStanding.Listed && http.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            var headers = http.Response.Headers;
            headers.AccessControlAllowMethods = methods;
            headers.AccessControlAllowHeaders = Accepted;
            headers.AccessControlMaxAge = PreflightSeconds;
        }
    }

    private OriginStanding StandingOf(StringValues origin) =>
        origin.Count == 0 ? OriginStanding.None
        : origin.Count == 1 && origin[0] is { } one && listed.Contains(one) ? OriginStanding.Listed
        : OriginStanding.Foreign;
}
