using HiveFlow.Functions.Health;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Live.Instances;
using HiveFlow.Metering.Queueing;
using HiveFlow.Runs.Telemetry;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Operators;

/// <summary>Puts together how the whole service is; what is not known for the moment is said to be so.</summary>
public sealed class Overview(
    InstanceRegistry instances, InstanceBeat beat, Dependencies dependencies, MaintenanceJobs jobs, RunSlots slots, DeliveryInbox inbox, TimeProvider clock)
{
    /// <summary>How it is now.</summary>
    internal async Task<OverviewAnswer> LookAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var states = dependencies.AskAsync(client, cancellationToken);
        var queues = CountAsync(cancellationToken);
        var due = jobs.ListAsync(cancellationToken);
        IReadOnlyList<InstanceRecord>? present = null;
        IReadOnlyDictionary<string, long>? hour = null;
        try
        {
            await beat.TellAsync(cancellationToken);
            (present, hour) = (await instances.ListAsync(cancellationToken), await instances.LastHourAsync(cancellationToken));
        }
        catch (Exception fault) when (InstanceRegistry.IsOutage(fault))
        {
            // What the others are doing stands in Redis, which is among the states.
        }

        return new OverviewAnswer(
            clock.GetUtcNow(), InstanceBeat.Version, beat.Id, present, hour is null ? null : ViewOf(hour), await queues, await states, await due);
    }

    private static HourView ViewOf(IReadOnlyDictionary<string, long> hour) => new(
        hour.GetValueOrDefault(RunCounts.Started),
        hour.GetValueOrDefault(RunCounts.Completed),
        hour.GetValueOrDefault(RunCounts.Failed),
        hour.GetValueOrDefault(RunCounts.Cancelled));

    private async Task<QueuesView?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var counts = await slots.ReadAsync(cancellationToken);
            var overdue = await inbox.OverdueAsync(clock.GetUtcNow(), null, cancellationToken);
            return new QueuesView(counts.AtWork, counts.Queued, counts.IsWhole, overdue.Items.Count, overdue.NextCursor is not null);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
