using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Identity.Sso;

/// <summary>Composition of single sign-on.</summary>
public static class SsoServices
{
    /// <summary>Needs identity and signing in from outside.</summary>
    public static IServiceCollection AddSso(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(SsoConnectionDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SsoConnectionPlace.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SsoPolicyDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(DomainClaimDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(VerifiedDomainDocument.Collection),
        ]);
        services.TryAddSingleton<SsoProvisioning>();
        services.TryAddSingleton<SsoEnforcement>();
        services.TryAddSingleton<SsoLookup>();
        return services;
    }
}
