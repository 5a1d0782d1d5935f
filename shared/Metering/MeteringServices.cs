using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering;

/// <summary>Composition of metering.</summary>
public static class MeteringServices
{
    /// <summary>Needs Live's Redis connection and a <see cref="TimeProvider"/>; options: <see cref="LimitsOptions"/>.</summary>
    public static IServiceCollection AddMetering(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<LimitsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LimitsOptions>, LimitsOptionsValidator>());
        services.TryAddSingleton<RedisHealth>();
        services.TryAddSingleton<LimitBook>();
        services.TryAddSingleton<LocalLimiter>();
        services.TryAddSingleton<RateLimiter>();
        return services;
    }
}
