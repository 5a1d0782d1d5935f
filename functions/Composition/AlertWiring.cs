using HiveFlow.Billing.Alerts;
using HiveFlow.Identity.Approvals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Functions.Composition;

/// <summary>Ties alerts to people, of whom credits know nothing. Comes ahead of what it is for.</summary>
internal static class AlertWiring
{
    private static readonly string[] Readers = ["admin"];

    /// <summary>Who is told (Identity).</summary>
    public static IServiceCollection AddAlertWiring(this IServiceCollection services)
    {
        services.TryAddSingleton<FindAlertReaders>(static p => async (tenant, cancellationToken) =>
            [.. (await p.GetRequiredService<ApproverDirectory>().FindAsync(tenant, [], Readers, cancellationToken)).Select(one => new AlertReader(one.UserId, one.Email))]);
        return services;
    }
}
