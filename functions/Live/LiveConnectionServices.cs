using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Live;

/// <summary>Composition of live connections.</summary>
public static class LiveConnectionServices
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddLiveConnections(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LiveOptions>, LiveOptionsValidator>());
        services.TryAddSingleton<LiveEntrance>();
        services.TryAddSingleton<LiveRules>();
        services.TryAddSingleton<LiveHub>();
        services.TryAddSingleton<RemoteTickets>();
        services.TryAddSingleton<RemoteCheck>();
        services.TryAddSingleton<RemoteEvents>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RemoteKeeper>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RemoteFeeders>());
        return services;
    }
}
