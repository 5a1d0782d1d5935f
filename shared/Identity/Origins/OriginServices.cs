using HiveFlow.Audit;
using HiveFlow.Identity.Sso;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Identity.Origins;

/// <summary>Composition of organizations' origins.</summary>
public static class OriginServices
{
    /// <summary>Needs single sign-on, whose resolver it asks.</summary>
    public static IServiceCollection AddOrigins(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSso();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(OriginsDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(VerifiedOriginDocument.Collection),
        ]);
        services.TryAddSingleton<OriginProof>();
        services.TryAddSingleton(static p => new VerifiedOrigins(Get<IDocumentStore>(p), Get<Revocations>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new OrganizationOrigins(
            Get<IDocumentStore>(p),
            Get<OriginProof>(p),
            Get<AuditLog>(p),
            Get<Revocations>(p),
            Get<TimeProvider>(p),
            isLoopbackFine: !Get<IHostEnvironment>(p).IsProduction()));
        return services;
    }

    private static T Get<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
