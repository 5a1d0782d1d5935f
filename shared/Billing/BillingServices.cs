using HiveFlow.Billing.Alerts;
using HiveFlow.Billing.Payments;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Rotation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Billing;

/// <summary>Composition of the capability.</summary>
public static class BillingServices
{
    /// <summary>Needs Storage, Metering's credits, Audit, Vault, Mail, Outgoing, <see cref="FindAlertReaders"/> and a <see cref="TimeProvider"/>; options: <see cref="BillingOptions"/>.</summary>
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<BillingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BillingOptions>, BillingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(Payment.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(SeenEvent.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(AlertSettings.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(CreditAlert.Collection));
        if (services.All(s => s.ServiceType != typeof(AlertDesk)))
        {
            services.AddSingleton(static provider => new SecretHolder(AlertDesk.Kind, provider.GetRequiredService<AlertDesk>().ResealAsync));
        }

        services.TryAddSingleton<AlertDesk>();
        services.TryAddSingleton<AlertWatch>();
        services.TryAddSingleton<AlertPost>();
        services.TryAddSingleton<CheckoutDesk>();
        services.TryAddSingleton<Debts>();
        services.TryAddSingleton<PaymentEvents>();
        return services;
    }
}
