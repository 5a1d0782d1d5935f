using System.Net;
using HiveFlow.Outgoing.Addresses;
using HiveFlow.Outgoing.Bodies;
using HiveFlow.Outgoing.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Outgoing;

/// <summary>Registers the guarded client.</summary>
public static class OutgoingServices
{
    /// <summary>Adds <see cref="OutgoingClient"/> as a singleton. The host binds <see cref="OutgoingOptions"/>.</summary>
    public static IServiceCollection AddOutgoing(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<OutgoingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutgoingOptions>, OutgoingOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new BoundedResolver(Dns.GetHostAddressesAsync));
        services.TryAddSingleton<HostResolver>(provider => provider.GetRequiredService<BoundedResolver>().ResolveAsync);
        services.TryAddSingleton<AddressGuard>();
        services.TryAddSingleton<BufferBudget>();
        services.TryAddSingleton<BodyReader>();
        services.TryAddSingleton<Transport>();
        services.TryAddSingleton(provider => new OutgoingClient(
            provider.GetRequiredService<IOptions<OutgoingOptions>>(),
            provider.GetRequiredService<Transport>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<OutgoingHttp>();
        services.TryAddSingleton(provider => new OutgoingSockets(
            new GuardedConnector(
                provider.GetRequiredService<AddressGuard>(), provider.GetRequiredService<HostResolver>(), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<AddressGuard>(),
            provider.GetRequiredService<IOptions<OutgoingOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
