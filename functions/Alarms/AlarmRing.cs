using HiveFlow.Functions.Schedules;
using HiveFlow.Functions.Webhooks;
using HiveFlow.Triggers.Schedules;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Alarms;

/// <summary>What is done when an alarm rings: due schedules and deliveries are started, and the next alarm is set.</summary>
public sealed class AlarmRing(ScheduleTick tick, ScheduledRuns runs, DeliveryStarter deliveries, AlarmClock alarms, TimeProvider clock)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(40);

    /// <summary>Does it.</summary>
    public async Task RingAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await Task.WhenAll(
            tick.RunAsync((schedule, occurrence, stop) => runs.StartAsync(client, schedule, occurrence, stop), cancellationToken),
            deliveries.SweepAsync(client, now + Budget, cancellationToken));
        await alarms.SetNextAsync(client, now, cancellationToken);
    }
}
