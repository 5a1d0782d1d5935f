using HiveFlow.Functions.Maintenance;
using HiveFlow.Triggers.Schedules;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Schedules;

/// <summary>Starts the schedules that are due; each is claimed by itself.</summary>
public sealed class ScheduleJob(ScheduleTick tick, ScheduledRuns runs) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "schedules";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await tick.RunAsync((schedule, occurrence, stop) => runs.StartAsync(client, schedule, occurrence, stop), cancellationToken);
        return false;
    }
}
