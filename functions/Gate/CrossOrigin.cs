using System.Collections.Frozen;
using HiveFlow.Errors;
using HiveFlow.Identity.Origins;
using HiveFlow.Identity.Throttling;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Which pages may call (https://fetch.spec.whatwg.org/#http-cors-protocol): our own and the listed ones, and those whose origin an
/// organization has proven, with its credentials alone. All are compared exactly. Others are refused and not merely left without headers,
/// because a platform in front may answer preflights by itself.
/// </summary>
public sealed class CrossOrigin(IOptions<GateOptions> options, VerifiedOrigins verified, RateLimiter limiter, LimitBook book)
{
    private const string LiveConnect = "Live_Connect";
    private static readonly StringValues VaryOrigin = "Origin";
    private static readonly StringValues True = "true";
    private static readonly StringValues PreflightSeconds = "7200";

    private static readonly StringValues Exposed =
        "ETag, Idempotent-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, X-Credits-Remaining, X-Request-Id";

    private static readonly StringValues Accepted =
        "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, Mcp-Method, Mcp-Name, MCP-Protocol-Version, traceparent, X-API-Key, "
        + "X-CSRF-Token, X-Organization-Id, X-Request-Id, X-Session, X-Workspace-Id";

    private readonly FrozenSet<string> listed =
        options.Value.Origins.Append(options.Value.PublicUrl.GetLeftPart(UriPartial.Authority)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether an origin is our own or a listed one.</summary>
    internal bool IsListed(string origin) => listed.Contains(origin);

    /// <summary>Reads the origin and refuses a foreign one, but on public routes.</summary>
    internal ValueTask<Error?> CheckAsync(HttpContext http, GateRequest request)
    {
        var origin = http.Request.Headers.Origin;
        request.Origin = origin.Count == 0 ? OriginStanding.None
            : origin is [{ } one] && listed.Contains(one) ? OriginStanding.Listed
            : OriginStanding.Foreign;
        if (request.Origin == OriginStanding.Foreign && origin is [{ } other] && VerifiedOrigins.CanBe(other))
        {
            return LookAsync(http, request, other);
        }

        return new(Decide(http, request));
    }

    /// <summary>
    /// Refuses a call from a verified origin by somebody whose organization has not proven it, and by a cookie, which the browser adds
    /// whatever page asks for it.
    /// </summary>
    internal static Error? CheckCaller(HttpContext http, GateRequest request)
    {
        if (OwnerOf(request))
        {
            return null;
        }

        request.Origin = OriginStanding.Foreign;
        http.Response.Headers.Remove(HeaderNames.AccessControlAllowOrigin);
        http.Response.Headers.Remove(HeaderNames.AccessControlExposeHeaders);
        return GateErrors.OriginForbidden();
    }

    /// <summary>Whether the caller's organization has proven the verified origin that the request comes from, if it comes from one.</summary>
    internal static bool OwnerOf(GateRequest request) =>
        request.Origin != OriginStanding.Verified
        || request.Caller is not { } caller
        || (request.CookieToken is null && request.OriginOwners!.Contains(caller.OrganizationId.ToString()));

    /// <summary>Sets the headers by which a browser lets the page read the answer, whatever it is.</summary>
    internal static void Mark(HttpContext http, GateRequest request)
    {
        var headers = http.Response.Headers;
        headers.Vary = VaryOrigin;
        if (request.Origin is OriginStanding.Listed or OriginStanding.Verified)
        {
            headers.AccessControlAllowOrigin = http.Request.Headers.Origin;
            headers.AccessControlExposeHeaders = Exposed;
        }

        if (request.Origin == OriginStanding.Listed)
        {
            headers.AccessControlAllowCredentials = True;
        }
    }

    /// <summary>What a page asks before it sends: the methods of the path it may use, none or some.</summary>
    internal static void MarkPreflight(HttpContext http, GateRequest request, string methods)
    {
        if (methods.Length > 0
            && request.Origin is OriginStanding.Listed or OriginStanding.Verified
            && http.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            var headers = http.Response.Headers;
            headers.AccessControlAllowMethods = methods;
            headers.AccessControlAllowHeaders = Accepted;
            headers.AccessControlMaxAge = PreflightSeconds;
        }
    }

    /// <summary>
    /// Whether pages of verified origins may call a function: no logins, and nothing of the operator's. A WebSocket's credential comes
    /// later, and the origin is looked at again then.
    /// </summary>
    internal static bool IsForVerified(FunctionRule rule) => rule.Name == LiveConnect || rule.Access is not (Access.Anonymous or Access.Operator);

    // What is not remembered costs a look into the store, before anybody is known: so many an address and no more.
    private async ValueTask<Error?> LookAsync(HttpContext http, GateRequest request, string origin)
    {
        if (!verified.TryGet(origin, out var owners))
        {
            var looks = new Charge(book.Class(LimitClasses.Unmatched)!, ClientAddress.Name(request.ClientAddress));
            var verdict = limiter.TakeLocally([looks]);
            if (!verdict.IsAllowed)
            {
                return Decide(http, request) is null ? null : GateErrors.RateLimited(verdict.Limit.Name, verdict.RetryAfter);
            }

            owners = await verified.ReadAsync(origin, http.RequestAborted);
        }

        var isPreflight = HttpMethods.IsOptions(http.Request.Method);
        if (owners.Count > 0 && (isPreflight || IsForVerified(request.Rule)))
        {
            request.Origin = OriginStanding.Verified;
            request.OriginOwners = owners;
        }

        return Decide(http, request);
    }

    private static Error? Decide(HttpContext http, GateRequest request)
    {
        Mark(http, request);
        return request.Origin == OriginStanding.Foreign && request.Rule.Access != Access.Public ? GateErrors.OriginForbidden() : null;
    }
}
