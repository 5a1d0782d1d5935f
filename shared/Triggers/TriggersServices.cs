using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Triggers;

/// <summary>Registers what starts runs beside the API call: webhooks and schedules.</summary>
public static class TriggersServices
{
    /// <summary>Needs Storage, Live, Audit, Vault and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddTriggers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<WebhookRegistry>();
        services.TryAddSingleton<DeliveryInbox>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(Webhook.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(WebhookKey.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(Delivery.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(OpenDelivery.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SeenDelivery.Collection),
        ]);
        return services;
    }
}
