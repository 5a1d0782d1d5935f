using HiveFlow.Live.Instances;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Functions.Operators;

/// <summary>Composition of what operators see of the service.</summary>
public static class OperatorServices
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddOperators(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<InstanceRegistry>();
        services.TryAddSingleton<InstanceBeat>();
        services.TryAddSingleton<Overview>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InstanceBeat>(static p => p.GetRequiredService<InstanceBeat>()));
        return services;
    }
}
