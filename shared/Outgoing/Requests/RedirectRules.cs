using HiveFlow.Errors;

namespace HiveFlow.Outgoing.Requests;

/// <summary>Where a redirect leads and what may go with it (RFC 9110 section 15.4).</summary>
internal static class RedirectRules
{
    public static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;

    public static Result<Hop> Next(Hop hop, int status, string location)
    {
        var target = OutgoingUrl.Resolve(hop.Url, location);
        if (!target.IsSuccess)
        {
            return OutgoingErrors.RedirectRefused("it leads to an address that is not allowed or can't be read");
        }

        var next = hop with { Url = target.Value };
        if (BecomesGet(hop.Method, status))
        {
            next = next with { Method = "GET", Body = null, Content = null, Headers = Keep(next.Headers, h => !IsAboutContent(h)) };
        }

        if (IsDowngrade(hop.Url, target.Value) && (hop.CarriesCredentials || next.HasContent))
        {
            return OutgoingErrors.RedirectRefused("it leads from https to http, and the request carries credentials or a body");
        }

        if (IsSameHost(hop.Url, target.Value))
        {
            return next.IsOutOfBounds
                ? OutgoingErrors.RedirectRefused("it leads to a port that the credential may not be sent to")
                : next;
        }

        return next.HasContent
            ? OutgoingErrors.RedirectRefused("it would take the body to another host; call that address itself")
            : next with { Headers = Keep(next.Headers, HeaderRules.MayCrossHosts) };
    }

    /// <summary>The same origin, or the step from http to https on the standard ports of the same host.</summary>
    internal static bool IsSameHost(Uri origin, Uri to) =>
        origin.IdnHost.Equals(to.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((origin.Scheme == to.Scheme && origin.Port == to.Port)
            || (origin is { Scheme: "http", Port: 80 } && to is { Scheme: "https", Port: 443 }));

    private static bool IsDowngrade(Uri origin, Uri to) => origin.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp;

    private static bool BecomesGet(string method, int status) =>
        (status == 303 && method is not ("GET" or "HEAD")) || (status is 301 or 302 && method == "POST");

    private static bool IsAboutContent(string name) => name.StartsWith("content-", StringComparison.OrdinalIgnoreCase);

    private static List<KeyValuePair<string, string>> Keep(IReadOnlyList<KeyValuePair<string, string>> headers, Func<string, bool> rule) =>
        [.. headers.Where(h => rule(h.Key))];
}
