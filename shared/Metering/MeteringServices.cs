using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Limits;
using HiveFlow.Metering.Queueing;
using HiveFlow.Metering.Usage;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering;

/// <summary>Composition of metering.</summary>
public static class MeteringServices
{
    /// <summary>Needs Storage, Live's Redis connection and a <see cref="TimeProvider"/>; options: <see cref="LimitsOptions"/>.</summary>
    public static IServiceCollection AddMetering(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<LimitsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LimitsOptions>, LimitsOptionsValidator>());
        services.TryAddSingleton<RedisHealth>();
        services.TryAddSingleton<LimitBook>();
        services.TryAddSingleton<LocalLimiter>();
        services.TryAddSingleton<RateLimiter>();
        return services.AddQueueing().AddCredits();
    }

    /// <summary>Credits alone; options: <see cref="CreditsOptions"/>. Adjustments need Audit too.</summary>
    public static IServiceCollection AddCredits(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<CreditsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CreditsOptions>, CreditsOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(CreditEntry.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(CreditLimits.Collection));
        services.TryAddSingleton<RedisHealth>();
        services.TryAddSingleton<PriceTable>();
        services.TryAddSingleton<CreditLedger>();
        services.TryAddSingleton<HotBalance>();
        services.TryAddSingleton<MonthlyGrants>();
        services.TryAddSingleton<CreditBook>();
        services.TryAddSingleton<CreditAdjustments>();
        services.TryAddSingleton<CreditMeter>();
        services.TryAddSingleton<CreditReconciliation>();
        services.TryAddSingleton<LimitedCredits>();
        services.TryAddSingleton<UsageReport>();
        return services;
    }
}
