using HiveFlow.Functions.Alarms;
using HiveFlow.Functions.Maintenance;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Webhooks;

/// <summary>Starts what was stored and not started, after a crash, an outage or a pause; each delivery is claimed by itself.</summary>
public sealed class DeliveryJob(DeliveryStarter starter, AlarmClock alarms, TimeProvider clock) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "deliveries";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isLeft = await starter.SweepAsync(client, until, cancellationToken);
        await alarms.SetNextAsync(client, now, cancellationToken);
        return isLeft;
    }
}
