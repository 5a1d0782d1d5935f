using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Triggers;

/// <summary>Registers what starts runs beside the API call: webhooks and schedules.</summary>
public static class TriggersServices
{
    /// <summary>Needs Storage, Live, Audit, Vault and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddTriggers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services;
    }
}
