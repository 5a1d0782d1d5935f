using HiveFlow.Identity.Operators;
using HiveFlow.Orchestrations.Queueing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Functions.Composition;

/// <summary>Ties the queue of runs to the operator's word, of which orchestrations know nothing. Comes ahead of what it is for.</summary>
internal static class MaintenanceWiring
{
    /// <summary>While the service is being maintained no queued run begins.</summary>
    public static IServiceCollection AddMaintenanceWiring(this IServiceCollection services)
    {
        services.TryAddSingleton<RunsMayBegin>(static p =>
        {
            var mode = p.GetRequiredService<MaintenanceMode>();
            return async cancellationToken => await mode.CurrentAsync(cancellationToken) is null;
        });
        return services;
    }
}
