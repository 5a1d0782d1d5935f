using HiveFlow.Host.Functions;

namespace HiveFlow.Host.Durable;

/// <summary>Hands the orchestrators and activities to the durable engine.</summary>
internal static class DurableFunctions
{
    /// <summary>Checks and registers them.</summary>
    public static void Add(IServiceCollection services, IReadOnlyList<HostedFunction> functions, StartupFaults faults)
    {
        foreach (var function in functions.Where(f => f.Kind is TriggerKind.Orchestration or TriggerKind.Activity))
        {
            DurableRules.Check(function, faults);
        }
    }
}
