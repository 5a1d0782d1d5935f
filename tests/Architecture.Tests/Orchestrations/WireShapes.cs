using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Architecture.Tests.Orchestrations;

/// <summary>Inputs and outputs of orchestrators and activities: no tuples and no public fields, which the Functions serializer drops.</summary>
internal static class WireShapes
{
    public static IEnumerable<string> Findings(MethodInfo method)
    {
        var carried = method.GetParameters().Where(p => p.GetCustomAttribute<ActivityTriggerAttribute>() is not null).Select(p => p.ParameterType)
            .Concat(IsOrchestrator(method) ? method.GetParameters().Skip(1).Select(p => p.ParameterType) : [])
            .Append(Unwrap(method.ReturnType));
        var seen = new HashSet<Type>();
        return carried.SelectMany(t => OfType(t, $"{method.DeclaringType!.Name}.{method.Name}", seen));
    }

    public static bool IsDurable(MethodInfo method) =>
        IsOrchestrator(method) || method.GetParameters().Any(p => p.GetCustomAttribute<ActivityTriggerAttribute>() is not null);

    private static bool IsOrchestrator(MethodInfo method) =>
        method.GetParameters().FirstOrDefault()?.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null;

    private static IEnumerable<string> OfType(Type type, string path, HashSet<Type> seen)
    {
        if (type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal))
        {
            yield return $"{path}: a tuple does not survive the Functions serializer.";
        }

        foreach (var inner in type.IsGenericType ? type.GetGenericArguments() : type.HasElementType ? [type.GetElementType()!] : Type.EmptyTypes)
        {
            foreach (var finding in OfType(inner, path, seen))
            {
                yield return finding;
            }
        }

        if (type.Namespace?.StartsWith("HiveFlow", StringComparison.Ordinal) != true || type.IsEnum || !seen.Add(type))
        {
            yield break;
        }

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            yield return $"{path}: {type.Name}.{field.Name} is a public field, which does not survive.";
        }

        foreach (var finding in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.GetIndexParameters().Length == 0).SelectMany(p => OfType(p.PropertyType, $"{path} → {type.Name}.{p.Name}", seen)))
        {
            yield return finding;
        }
    }

    private static Type Unwrap(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var task && (task == typeof(Task<>) || task == typeof(ValueTask<>)) ? type.GetGenericArguments()[0] : type;
}
