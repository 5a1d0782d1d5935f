using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Versions;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Authoring;

/// <summary>Registers the flows of organizations.</summary>
public static class AuthoringServices
{
    /// <summary>Needs Storage, a <see cref="Flows.NodeTypes.NodeTypeCatalog"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddAuthoring(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<FlowCatalog>();
        services.TryAddSingleton<FlowVersions>();
        services.TryAddSingleton<FrozenFlows>();
        services.TryAddSingleton<RunCounters>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(Flow.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FlowVersion.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(AppInstanceLink.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FlowSnapshot.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(Counter.Collection),
        ]);
        return services;
    }
}
