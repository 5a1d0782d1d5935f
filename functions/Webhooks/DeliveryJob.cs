using HiveFlow.Functions.Maintenance;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Webhooks;

/// <summary>Starts what was stored and not started, after a crash, an outage or a pause; each delivery is claimed by itself.</summary>
public sealed class DeliveryJob(DeliveryStarter starter) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "deliveries";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken) =>
        starter.SweepAsync(client, until, cancellationToken);
}
