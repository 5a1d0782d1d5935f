using HiveFlow.Audit;
using HiveFlow.Identity.Oidc;
using HiveFlow.Identity.SignIn;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sso;

/// <summary>Composition of single sign-on.</summary>
public static class SsoServices
{
    /// <summary>Needs identity and signing in from outside.</summary>
    public static IServiceCollection AddSso(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SsoOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SsoOptions>, SsoOptionsValidator>());
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
        services.TryAddSingleton<SsoPlaces>();
        services.TryAddSingleton<ClientSecrets>();
        services.TryAddSingleton<SsoConnectionCheck>();
        services.TryAddSingleton<DomainRecords>();
        AddCapabilities(services);
        return services;
    }

    private static void AddCapabilities(IServiceCollection services)
    {
        services.TryAddSingleton(static p => new SsoConnections(
            Get<IDocumentStore>(p),
            Get<SsoConnectionCheck>(p),
            Get<SsoPlaces>(p),
            Get<OidcDiscovery>(p),
            Get<OidcKeys>(p),
            Get<AuditLog>(p),
            Get<Revocations>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new SsoSignIn(
            Get<IDocumentStore>(p),
            Get<SsoLookup>(p),
            Get<SsoPlaces>(p),
            Get<ClientSecrets>(p),
            Get<SignInTransactions>(p),
            Get<SignInEnding>(p),
            Get<OidcFlow>(p)));
        services.TryAddSingleton(static p => new OrganizationDomains(
            Get<IDocumentStore>(p), Get<DomainRecords>(p), Get<AuditLog>(p), Get<IOptions<SsoOptions>>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new DomainRecheck(
            Get<IDocumentStore>(p), Get<OrganizationDomains>(p), Get<IOptions<SsoOptions>>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new SsoPolicies(Get<IDocumentStore>(p), Get<AuditLog>(p)));
    }

    private static T Get<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
