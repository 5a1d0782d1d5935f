using HiveFlow.Flows;
using HiveFlow.Orchestrations.Finishing;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Orchestrations.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Orchestrations;

/// <summary>Registers what orchestrations and activities work with.</summary>
public static class OrchestrationServices
{
    /// <summary>Needs Runs, Authoring, Processors and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddOrchestrations(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddFlows();
        services.TryAddSingleton<StepSettings>();
        services.TryAddSingleton<StepExecutor>();
        services.TryAddSingleton<StepRunner>();
        services.TryAddSingleton<RunFinisher>();
        services.TryAddSingleton<RunStarter>();
        services.TryAddSingleton<RunCanceller>();
        return services;
    }
}
