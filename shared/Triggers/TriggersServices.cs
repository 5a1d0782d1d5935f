using HiveFlow.Authoring;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Alarms;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;
using HiveFlow.Vault.Rotation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers;

/// <summary>Registers what starts runs beside the API call: webhooks and schedules.</summary>
public static class TriggersServices
{
    /// <summary>Needs Storage, Live, Audit, Vault and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddTriggers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.All(service => service.ServiceType != typeof(WebhookRegistry)))
        {
            services.AddSingleton<FlowFollower>(static provider => provider.GetRequiredService<WebhookFollower>().FollowAsync);
            services.AddSingleton(static provider => new SecretHolder(WebhookSecrets.Kind, provider.GetRequiredService<WebhookSecrets>().ResealAsync));
        }

        services.AddOptions<WebhooksOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhooksOptions>, WebhooksOptionsValidator>());
        services.TryAddSingleton<WebhookSecrets>();
        services.TryAddSingleton<WebhookFollower>();
        services.TryAddSingleton<WebhookRegistry>();
        services.TryAddSingleton<DeliveryInbox>();
        services.TryAddSingleton<DueWork>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(Webhook.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(WebhookKey.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(Delivery.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(OpenDelivery.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SeenDelivery.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(PaceMark.Collection),
        ]);
        return services;
    }
}
