using System.Reflection;
using System.Text.RegularExpressions;
using HiveFlow.Functions.Gate;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Architecture.Tests.Functions;

/// <summary>What the real host and the gate ask of every HTTP function.</summary>
internal static partial class FunctionRules
{
    private static readonly string[] Verbs = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"];

    public static IEnumerable<string> Findings(MethodInfo method)
    {
        var where = $"{method.DeclaringType!.Name}.{method.Name}";
        var name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        if (!FunctionName().IsMatch(name))
        {
            yield return $"{where}: '{name}' is no function name.";
        }

        if (!method.IsPublic || !method.DeclaringType!.IsVisible)
        {
            yield return $"{where} and its class must be public.";
        }

        if (TriggerOf(method) is not { } trigger)
        {
            yield break;
        }

        if (method.GetCustomAttribute<AccessAttribute>() is null)
        {
            yield return $"{where} has no [Access].";
        }

        if (trigger.AuthLevel != AuthorizationLevel.Anonymous)
        {
            yield return $"{where}: the host's own keys are not used; AuthorizationLevel.Anonymous.";
        }

        if (trigger.Methods is not { Length: > 0 } methods || methods.Any(m => !Verbs.Contains(m, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"{where} must name its HTTP methods.";
        }

        var route = trigger.Route ?? string.Empty;
        var isRefused = Refused().IsMatch(route);
        if (route.Length == 0 || route.StartsWith('/') || isRefused)
        {
            yield return $"{where}: the host does not load the route '{route}'.";
        }
    }

    public static IEnumerable<MethodInfo> Of(IEnumerable<Type> types) =>
        types.SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<FunctionAttribute>() is not null);

    public static HttpTriggerAttribute? TriggerOf(MethodInfo method) =>
        method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();

    [GeneratedRegex("^(admin|runtime)(/|$)|^api/warmup$", RegexOptions.IgnoreCase)]
    private static partial Regex Refused();
}
