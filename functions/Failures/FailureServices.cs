using HiveFlow.Orchestrations.Failures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Functions.Failures;

/// <summary>Registers what follows from failures of runs.</summary>
public static class FailureServices
{
    /// <summary>Needs runs, flows, webhooks, credentials and mail; comes ahead of orchestrations, which know nothing of what follows.</summary>
    public static IServiceCollection AddFailures(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<FlowAlerts>();
        services.TryAddSingleton<FailureResponder>();
        services.TryAddSingleton<DeadLetters>();
        services.TryAddSingleton<FailureFollower>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FailureFollower>(static p => p.GetRequiredService<FailureFollower>()));
        services.TryAddSingleton<FollowFailures>(static p => p.GetRequiredService<FailureFollower>().Meet);
        return services;
    }
}
