using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Functions;

/// <summary>Finds the functions of the application's assemblies, and what the Functions host would not take about them.</summary>
internal static partial class FunctionCatalog
{
    private static readonly (Type Attribute, TriggerKind Kind)[] Triggers =
    [
        (typeof(HttpTriggerAttribute), TriggerKind.Http),
        (typeof(TimerTriggerAttribute), TriggerKind.Timer),
        (typeof(OrchestrationTriggerAttribute), TriggerKind.Orchestration),
        (typeof(ActivityTriggerAttribute), TriggerKind.Activity),
    ];

    /// <summary>The functions of the given classes, in the order the Functions host takes them: by name, ignoring case.</summary>
    public static IReadOnlyList<HostedFunction> Of(IEnumerable<Type> types, StartupFaults faults)
    {
        var functions = new List<HostedFunction>();
        foreach (var type in types.Where(t => t is { IsClass: true, IsGenericTypeDefinition: false }))
        {
            foreach (var method in type.GetMethods(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute && Read(attribute.Name, method, faults) is { } function)
                {
                    functions.Add(function);
                }
            }
        }

        functions.Sort((a, b) => StringComparer.OrdinalIgnoreCase.Compare(a.Name, b.Name));
        for (var i = 1; i < functions.Count; i++)
        {
            if (StringComparer.OrdinalIgnoreCase.Equals(functions[i - 1].Name, functions[i].Name))
            {
                faults.Add(functions[i].Name, $"the name is taken twice, by {functions[i - 1].EntryPoint} and {functions[i].EntryPoint}.");
            }
        }

        return functions;
    }

    private static HostedFunction? Read(string name, MethodInfo method, StartupFaults faults)
    {
        if (!NameRule().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(name, "a name is a letter and up to 127 letters, digits, '_' or '-', and not 'host'.");
        }

        if (!method.IsPublic || !method.DeclaringType!.IsVisible || method.DeclaringType.IsAbstract && !method.IsStatic)
        {
            faults.Add(name, $"{method.DeclaringType!.Name}.{method.Name} must be a public method of a public class that can be made.");
        }

        if (method.IsGenericMethodDefinition || method.GetParameters().Any(p => p.ParameterType.IsByRef))
        {
            faults.Add(name, "a function's method is neither generic nor takes anything by reference.");
            return null;
        }

        var found = method.GetParameters()
            .SelectMany(parameter => Triggers
                .Select(trigger => (Parameter: parameter, trigger.Kind, Attribute: parameter.GetCustomAttribute(trigger.Attribute)))
                .Where(candidate => candidate.Attribute is not null))
            .ToList();
        if (found.Count != 1)
        {
            faults.Add(name, $"it must have exactly one trigger, and has {found.Count}.");
            return null;
        }

        return new HostedFunction(name, method, found[0].Kind, found[0].Parameter, found[0].Attribute!);
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameRule();
}
