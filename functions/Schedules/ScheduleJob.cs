using HiveFlow.Functions.Alarms;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Triggers.Schedules;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Schedules;

/// <summary>Starts the schedules that are due; each is claimed by itself. Those of seconds within the minute have alarms.</summary>
public sealed class ScheduleJob(ScheduleTick tick, ScheduledRuns runs, AlarmClock alarms, TimeProvider clock) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "schedules";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await tick.RunAsync((schedule, occurrence, stop) => runs.StartAsync(client, schedule, occurrence, stop), cancellationToken);
        await alarms.SetNextAsync(client, now, cancellationToken);
        return false;
    }
}
