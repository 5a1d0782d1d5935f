using HiveFlow.Triggers.Schedules;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Schedules;

/// <summary>The one timer of all schedules.</summary>
public sealed class ScheduleTimerFunctions(ScheduleTick tick, ScheduledRuns runs)
{
    /// <summary>Starts what is due, once a minute.</summary>
    [Function("Schedules_Tick")]
    public Task Tick([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        tick.RunAsync((schedule, occurrence, stop) => runs.StartAsync(client, schedule, occurrence, stop), cancellationToken);
}
