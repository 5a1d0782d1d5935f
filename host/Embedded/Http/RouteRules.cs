using HiveFlow.Host.Functions;

namespace HiveFlow.Host.Http;

/// <summary>
/// Two matchers stand between a request and a function on Azure: the host takes the first match in the order of function
/// names, the worker the most specific route. Routes on which they could differ do not start.
/// </summary>
internal static class RouteRules
{
    /// <summary>Compares every pair of routes that share a method. Routes come in the order of their functions' names.</summary>
    public static void Check(IReadOnlyList<HttpRoute> routes, StartupFaults faults)
    {
        for (var i = 0; i < routes.Count; i++)
        {
            for (var j = i + 1; j < routes.Count; j++)
            {
                CheckPair(routes[i], routes[j], faults);
            }
        }
    }

    private static void CheckPair(HttpRoute first, HttpRoute later, StartupFaults faults)
    {
        var method = first.Methods.Intersect(later.Methods).FirstOrDefault();
        if (method is null || IsFallback(first, later) || RouteSamples.Shared(first, later).FirstOrDefault() is not { } path)
        {
            return;
        }

        faults.Add(
            later.Function.Name,
            $"{method} {path} is matched by its route '{later.Text}' and by '{first.Text}' of '{first.Function.Name}'; the Functions host "
            + "takes the first by name, the worker the more specific. Put a constraint on the parameter that lies beside the literal.");
    }

    // The one allowed overlap: a catch-all that comes last by name and is the less specific one, so both matchers agree.
    private static bool IsFallback(HttpRoute first, HttpRoute later) =>
        later.IsCatchAll
        && later.Function.Name.StartsWith("zz_", StringComparison.OrdinalIgnoreCase)
        && first.Pattern.InboundPrecedence < later.Pattern.InboundPrecedence;
}
