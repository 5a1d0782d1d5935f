using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// The spans of requests, as <c>HiveFlow.Gate</c>: named after the function, without path, query or address. They belong to the caller's
/// trace (W3C Trace Context), whatever the host's own instrumentation does.
/// </summary>
public static class GateTraces
{
    /// <summary>The source's name, for whoever exports it.</summary>
    public const string Name = "HiveFlow.Gate";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>A request began; null when nobody listens.</summary>
    internal static Activity? Begin(HttpContext http, FunctionRule rule)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var headers = http.Request.Headers;
        var state = headers["tracestate"] is [{ Length: <= 512 } given] ? given : null;
        var parent = headers.TraceParent is [{ Length: 55 } text] && ActivityContext.TryParse(text, state, isRemote: true, out var context) ? context : default;
        var span = Start(rule.Name, parent);
        span?.SetTag("http.request.method", http.Request.Method).SetTag("http.route", "/" + rule.Route.Template);
        return span;
    }

    private static Activity? Start(string name, ActivityContext parent)
    {
        if (parent != default)
        {
            return Source.StartActivity(name, ActivityKind.Server, parent);
        }

        // The server has an activity of its own that nobody records: below it nothing would be recorded either.
        var outer = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity(name, ActivityKind.Server);
        if (span is null)
        {
            Activity.Current = outer;
        }

        return span;
    }

    /// <summary>It was answered.</summary>
    internal static void End(Activity? span, int status)
    {
        span?.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }
}
