using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Limits;
using HiveFlow.Metering.Load;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Queueing;

/// <summary>Registers the counts of runs at work and their queue.</summary>
public static class QueueingServices
{
    /// <summary>Needs Live's Redis connection and a <see cref="TimeProvider"/>; options: <see cref="QueueingOptions"/> and the plans of <see cref="LimitsOptions"/>.</summary>
    public static IServiceCollection AddQueueing(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<QueueingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<QueueingOptions>, QueueingOptionsValidator>());
        services.AddOptions<LimitsOptions>();
        services.TryAddSingleton<LimitBook>();
        services.TryAddSingleton<RedisHealth>();
        services.AddOptions<LoadOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LoadOptions>, LoadOptionsValidator>());
        services.TryAddSingleton<ReadLoad>(LoadSample.Read);
        services.TryAddSingleton<LoadWatch>();
        services.TryAddSingleton<QueueMeter>();
        services.TryAddSingleton<RunSlots>();
        return services;
    }
}
