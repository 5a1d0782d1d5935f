using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Functions.Health;

/// <summary>Composition of health.</summary>
public static class HealthServices
{
    /// <summary>Registers what <c>/api/ready</c> asks.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(ReadyProbe.Collection));
        services.TryAddSingleton<Dependencies>();
        return services;
    }
}
