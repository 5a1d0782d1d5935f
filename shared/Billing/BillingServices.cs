using HiveFlow.Billing.Payments;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Billing;

/// <summary>Composition of the capability.</summary>
public static class BillingServices
{
    /// <summary>Needs Storage, Metering's credits, Audit, Outgoing and a <see cref="TimeProvider"/>; options: <see cref="BillingOptions"/>.</summary>
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<BillingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BillingOptions>, BillingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(Payment.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(SeenEvent.Collection));
        services.TryAddSingleton<CheckoutDesk>();
        services.TryAddSingleton<Debts>();
        services.TryAddSingleton<PaymentEvents>();
        return services;
    }
}
