using System.Reflection;
using HiveFlow.Host.Functions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Http;

/// <summary>What an HTTP function must be so that the Functions host loads it and binds it as meant.</summary>
internal static class HttpRules
{
    private static readonly string[] RouteTypeConstraints = ["int", "long", "guid", "bool", "datetime", "double"];

    /// <summary>The route of the function; null, with the faults told, when it cannot be one.</summary>
    public static HttpRoute? Read(HostedFunction function, IInlineConstraintResolver resolver, StartupFaults faults)
    {
        CheckTrigger(function, faults);
        CheckResult(function, faults);
        HttpRoute route;
        try
        {
            route = HttpRoute.Of(function, resolver);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or RouteCreationException
            or Microsoft.AspNetCore.Routing.Patterns.RoutePatternException)
        {
            faults.Add(function.Name, $"its route cannot be read: {fault.Message}");
            return null;
        }

        CheckRoute(route, faults);
        foreach (var parameter in function.Method.GetParameters())
        {
            CheckParameter(route, parameter, faults);
        }

        return route;
    }

    private static void CheckTrigger(HostedFunction function, StartupFaults faults)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        if (trigger.AuthLevel != AuthorizationLevel.Anonymous)
        {
            faults.Add(function.Name, "its level must be Anonymous; who may call it is the gate's to say.");
        }

        if (trigger.Methods is not { Length: > 0 } methods || methods.Any(string.IsNullOrWhiteSpace))
        {
            faults.Add(function.Name, "it must name its methods; none would mean all of them.");
        }

        if (function.TriggerParameter.ParameterType != typeof(HttpRequest))
        {
            faults.Add(function.Name, "its trigger must be an HttpRequest.");
        }
    }

    private static void CheckResult(HostedFunction function, StartupFaults faults)
    {
        var type = function.Method.ReturnType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
        {
            type = type.GetGenericArguments()[0];
        }

        if (!typeof(IResult).IsAssignableFrom(type) && !typeof(IActionResult).IsAssignableFrom(type))
        {
            faults.Add(function.Name, "it must return IResult or IActionResult, or a Task of one; nothing else is written.");
        }
    }

    private static void CheckRoute(HttpRoute route, StartupFaults faults)
    {
        var text = route.Text;
        var name = route.Function.Name;
        if (((HttpTriggerAttribute)route.Function.Trigger).Route is not { Length: > 0 })
        {
            faults.Add(name, "it must have a route, written whole; host and worker read an empty one differently.");
        }

        if (text.StartsWith('/') || text.EndsWith('/') || text.StartsWith('~') || text.Contains('%', StringComparison.Ordinal))
        {
            faults.Add(name, "its route begins and ends without '/', and has neither '~' in front nor '%' in it.");
        }

        if (text.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || text.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(name, "routes that begin with 'admin' or 'runtime' are the Functions host's own and are not loaded.");
        }

        if (text.Equals("api/warmup", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(name, "the Functions host answers 'api/warmup' itself.");
        }

        if (route.Template.Segments.Any(segment => segment.Parts.Count != 1))
        {
            faults.Add(name, "a segment of its route must be one literal or one parameter.");
        }
    }

    private static void CheckParameter(HttpRoute route, ParameterInfo parameter, StartupFaults faults)
    {
        var type = parameter.ParameterType;
        if (route.Function.IsTrigger(parameter) || type == typeof(FunctionContext) || type == typeof(CancellationToken)
            || parameter.IsDefined(typeof(DurableClientAttribute)))
        {
            return;
        }

        var name = route.Function.Name;
        var part = route.Template.Parameters.FirstOrDefault(p => string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
        if (part is null)
        {
            faults.Add(name, $"'{parameter.Name}' is not in its route, so the Functions host would fill it from the query or the body.");
        }
        else if (!ParameterBinding.IsRouteType(type))
        {
            faults.Add(name, $"'{parameter.Name}' cannot be read from a route as {type.Name}.");
        }
        else if (type != typeof(string) && !part.InlineConstraints.Any(c => RouteTypeConstraints.Contains(c.Constraint)))
        {
            faults.Add(name, $"'{parameter.Name}' is a {type.Name}: give it the constraint of its type in the route, or a wrong value is a 500.");
        }
    }
}
