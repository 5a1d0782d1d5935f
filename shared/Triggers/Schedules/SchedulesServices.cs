using HiveFlow.Authoring;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Schedules;

/// <summary>Registers the schedules of flows.</summary>
public static class SchedulesServices
{
    /// <summary>Needs Storage, a <see cref="ScheduleRunState"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SchedulesOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SchedulesOptions>, SchedulesOptionsValidator>());
        if (services.All(service => service.ServiceType != typeof(FlowSchedules)))
        {
            services.AddSingleton<FlowFollower>(static provider => provider.GetRequiredService<FlowSchedules>().FollowAsync);
        }

        services.TryAddSingleton<ScheduleRules>();
        services.TryAddSingleton<ScheduleFaults>();
        services.TryAddSingleton<FlowSchedules>();
        services.TryAddSingleton<ScheduleTick>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(Schedule.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(DueSchedule.Collection),
        ]);
        return services;
    }
}
