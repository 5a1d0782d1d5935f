using System.Reflection;

namespace HiveFlow.Host.Functions;

/// <summary>Sees to it that function classes can be made, so that a missing registration stops the start and not a request.</summary>
internal static class FunctionServices
{
    /// <summary>Tells every service that a function class asks for and nobody registered.</summary>
    public static void Check(IEnumerable<HostedFunction> functions, IServiceProviderIsService known, StartupFaults faults)
    {
        foreach (var functionClass in functions.Where(function => !function.Method.IsStatic).GroupBy(function => function.Method.DeclaringType!))
        {
            var lacking = functionClass.Key.GetConstructors().Select(constructor => Lacking(constructor, known)).MinBy(missing => missing.Count);
            foreach (var missing in lacking ?? [])
            {
                faults.Add(functionClass.First().Name, $"its class asks for {missing.Name}, which nobody registered.");
            }
        }
    }

    private static List<Type> Lacking(ConstructorInfo constructor, IServiceProviderIsService known) =>
        [.. constructor.GetParameters().Where(p => !p.HasDefaultValue && !known.IsService(p.ParameterType)).Select(p => p.ParameterType)];
}
