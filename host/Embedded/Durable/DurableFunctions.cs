using HiveFlow.Engine;
using HiveFlow.Host.Functions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Options;

namespace HiveFlow.Host.Durable;

/// <summary>Hands the orchestrators and activities to the durable engine.</summary>
internal static class DurableFunctions
{
    /// <summary>Checks and registers them, and the engine with them.</summary>
    public static void Add(IServiceCollection services, IReadOnlyList<HostedFunction> functions, StartupFaults faults)
    {
        var durable = functions.Where(function => function.Kind is TriggerKind.Orchestration or TriggerKind.Activity).ToList();
        foreach (var function in durable)
        {
            DurableRules.Check(function, faults);
        }

        var known = durable.Select(DurableFunction.Of).ToList();
        foreach (var twice in known.GroupBy(function => (function.Function.Kind, function.Name)).Where(group => group.Count() > 1))
        {
            faults.Add(twice.Last().Function.Name, $"the name '{twice.Key.Name}' is taken twice.");
        }

        services.AddDurableEngine();
        services.AddSingleton<IConfigureOptions<DurableTaskRegistry>>(provider =>
            new ConfigureOptions<DurableTaskRegistry>(registry => Register(registry, known, provider)));
    }

    private static void Register(DurableTaskRegistry registry, IReadOnlyList<DurableFunction> functions, IServiceProvider services)
    {
        var pipeline = services.GetRequiredService<FunctionPipeline>();
        foreach (var function in functions)
        {
            if (function.Function.Kind == TriggerKind.Orchestration)
            {
                var orchestrator = new FunctionOrchestrator(function, pipeline, services);
                registry.AddOrchestrator(function.Name, () => orchestrator);
            }
            else
            {
                registry.AddActivity(function.Name, scope => new FunctionActivity(function, pipeline, scope));
            }
        }
    }
}
