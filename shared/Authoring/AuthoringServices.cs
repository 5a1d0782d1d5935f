using HiveFlow.Authoring.Credentials;
using HiveFlow.Authoring.Failures;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Inputs;
using HiveFlow.Authoring.Subflows;
using HiveFlow.Authoring.Versions;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Authoring;

/// <summary>Registers the flows of organizations.</summary>
public static class AuthoringServices
{
    /// <summary>
    /// Needs Storage, a <see cref="Flows.NodeTypes.NodeTypeCatalog"/> and a <see cref="TimeProvider"/>. Without a <see cref="CredentialRule"/>
    /// registered before, no flow may name a credential.
    /// </summary>
    public static IServiceCollection AddAuthoring(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<CredentialRule>(static (_, _, named, _) =>
            ValueTask.FromResult<Error?>(RequestErrors.Invalid(named[0].Path, $"{named[0].Path} names a credential; there are none here.")));
        services.TryAddSingleton<FlowCredentials>();
        services.TryAddSingleton(static provider => new FlowCatalog(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<FlowCredentials>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetServices<FlowFollower>()));
        services.TryAddSingleton<FlowVersions>();
        if (services.All(service => service.ServiceType != typeof(FailureDesk)))
        {
            services.AddSingleton<FlowFollower>(static _ => FailureDesk.FollowAsync);
        }

        services.TryAddSingleton<FailureDesk>();
        services.TryAddSingleton<FrozenFlows>();
        services.TryAddSingleton<SubflowFaults>();
        services.TryAddSingleton(static provider => new CredentialFaults(
            provider.GetRequiredService<CredentialRule>(), provider.GetRequiredService<Flows.NodeTypes.NodeTypeCatalog>()));
        services.TryAddSingleton<InputSchemas>();
        services.TryAddSingleton<RunCounters>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(Flow.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FlowVersion.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(AppInstanceLink.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(CredentialLink.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FailureHandling.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FlowSnapshot.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(Counter.Collection),
        ]);
        return services;
    }
}
