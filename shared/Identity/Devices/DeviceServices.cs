using HiveFlow.Audit;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.Throttling;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Devices;

/// <summary>Composition of device logins; a part of identity.</summary>
internal static class DeviceServices
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddDevices(this IServiceCollection services)
    {
        services.AddOptions<DeviceOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeviceOptions>, DeviceOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(DeviceLogin.Collection));
        services.TryAddSingleton(static p => new DeviceLogins(
            Get<IDocumentStore>(p), Get<IOptions<DeviceOptions>>(p), Get<TimeProvider>(p), Get<ILogger<DeviceLogins>>(p)));
        services.TryAddSingleton(static p => new DeviceDecisions(
            Get<IDocumentStore>(p),
            Get<KeySlots>(p),
            Get<FailureDelays>(p),
            Get<AuditLog>(p),
            Get<IOptions<DeviceOptions>>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new DevicePolling(
            Get<IDocumentStore>(p),
            Get<People>(p),
            Get<KeySlots>(p),
            Get<SlowHashing>(p),
            Get<AuditLog>(p),
            Get<IOptions<DeviceOptions>>(p),
            Get<TimeProvider>(p),
            Get<ILogger<DevicePolling>>(p)));
        return services;
    }

    private static T Get<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
