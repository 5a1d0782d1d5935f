using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Every HTTP function with its access rule, read once at start-up. A function that does not say who may call it, or whose
/// route this table cannot read, stops the start.
/// </summary>
public sealed class FunctionTable
{
    private const long DefaultMaxBodyBytes = 1024 * 1024;
    private readonly FrozenDictionary<string, FunctionRule> byName;

    private FunctionTable(IReadOnlyList<FunctionRule> rules)
    {
        Rules = rules;
        byName = rules.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);
    }

    /// <summary>All rules, by function name.</summary>
    public IReadOnlyList<FunctionRule> Rules { get; }

    /// <summary>Reads the public methods of the given assemblies.</summary>
    /// <exception cref="InvalidOperationException">With all faults: no rule, a second function of one name, an unreadable route.</exception>
    public static FunctionTable Of(params IReadOnlyList<Assembly> assemblies)
    {
        List<FunctionRule> rules = [];
        List<string> faults = [];
        var methods = assemblies
            .SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly));
        foreach (var method in methods)
        {
            var trigger = method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null);
            if (trigger is not null && method.GetCustomAttribute<FunctionAttribute>() is { } function)
            {
                Add(method, function.Name, trigger, rules, faults);
            }
        }

        foreach (var twice in rules.GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            faults.Add($"{twice.Count()} functions are called {twice.Key}.");
        }

        return faults.Count == 0
            ? new FunctionTable([.. rules.OrderBy(r => r.Name, StringComparer.Ordinal)])
            : throw new InvalidOperationException("The functions cannot be served: " + string.Join(" ", faults));
    }

    /// <summary>The rule of a function; false for one this table does not know, which must not run.</summary>
    public bool TryGet(string functionName, [NotNullWhen(true)] out FunctionRule? rule) => byName.TryGetValue(functionName, out rule);

    private static void Add(MethodInfo method, string name, HttpTriggerAttribute trigger, List<FunctionRule> rules, List<string> faults)
    {
        if (method.GetCustomAttribute<AccessAttribute>() is not { } access)
        {
            faults.Add($"{name} has no [Access]: nothing says who may call it.");
            return;
        }

        if (trigger.Route is not { Length: > 0 } route || trigger.Methods is not { Length: > 0 })
        {
            faults.Add($"{name} does not name its whole route and its methods.");
            return;
        }

        try
        {
            rules.Add(new FunctionRule(
                name,
                access.Access,
                access.MaxBodyBytes > 0 ? access.MaxBodyBytes : DefaultMaxBodyBytes,
                RoutePath.Parse(route),
                [.. trigger.Methods.Select(m => m.ToUpperInvariant())],
                method));
        }
        catch (FormatException e)
        {
            faults.Add($"{name}: {e.Message}");
        }
    }
}
