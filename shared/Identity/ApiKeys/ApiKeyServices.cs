using HiveFlow.Audit;
using HiveFlow.Identity.Passwords;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>Composition of API keys; a part of identity.</summary>
internal static class ApiKeyServices
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddApiKeys(this IServiceCollection services)
    {
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(ApiKeyDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(KeyUse.Collection),
            ServiceDescriptor.Singleton<IHostedService, KeyUseWriter>(),
        ]);
        services.TryAddSingleton<KeySecrets>();
        services.TryAddSingleton<KeySlots>();
        services.TryAddSingleton<KeyUses>();
        services.TryAddSingleton<KeyAuthentication>();
        services.TryAddSingleton(static p => new ApiKeyRegistry(
            Get<IDocumentStore>(p),
            Get<KeySlots>(p),
            Get<KeyUses>(p),
            Get<SlowHashing>(p),
            Get<Revocations>(p),
            Get<AuditLog>(p),
            Get<TimeProvider>(p),
            Get<ILogger<ApiKeyRegistry>>(p)));
        services.TryAddSingleton(static p => new ApiKeyEditor(
            Get<IDocumentStore>(p),
            Get<ApiKeyRegistry>(p),
            Get<SlowHashing>(p),
            Get<Revocations>(p),
            Get<AuditLog>(p),
            Get<TimeProvider>(p),
            Get<ILogger<ApiKeyEditor>>(p)));
        return services;
    }

    private static T Get<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
