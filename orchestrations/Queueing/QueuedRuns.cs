using HiveFlow.Authoring.Freezing;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Orchestrations.Queueing;

/// <summary>
/// Begins queued runs when there is room: called by whoever has a durable client after a slot may have become free, on any instance, and
/// once a minute for what a dead one has left.
/// </summary>
public sealed partial class QueuedRuns(RunSlots slots, RunPlaces places, RunStarter starter, RunStore runs, FrozenFlows flows, RunsMayBegin may, ILogger<QueuedRuns> logger)
{
    private const int AtOnce = 16;

    /// <summary>Begins what can be begun now, in the order of the queue, organizations in turn. Costs nothing when nothing is queued.</summary>
    public Task BeginAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        return slots.TakeTurn() is { } organization ? BeginAsync(client, organization, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>About the run's place among the queued runs of its organization, from 1; null for one that is not queued.</summary>
    public async ValueTask<long?> PositionAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return SlotOfRun.IsQueued(run) && SlotOfRun.Of(run) is { } slot ? await slots.PositionAsync(slot, cancellationToken) : null;
    }

    /// <summary>The runs that do not stand in the queue: what does waits for its turn, however long.</summary>
    internal async Task<IReadOnlyList<Stored<Run>>> WithoutAsync(IReadOnlyList<Stored<Run>> all, CancellationToken cancellationToken)
    {
        List<RunSlot> mayWait = [.. all.Where(run => SlotOfRun.IsQueued(run.Document)).Select(run => SlotOfRun.Of(run.Document)).OfType<RunSlot>()];
        if (mayWait.Count == 0)
        {
            return all;
        }

        var areQueued = await slots.AreQueuedAsync(mayWait, cancellationToken);
        var waiting = mayWait.Where((_, place) => areQueued[place]).Select(slot => slot.Run).ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(run => !waiting.Contains(run.Id))];
    }

    /// <summary>Queues a run again that was lost from the queue, together with an instance or with Redis.</summary>
    internal ValueTask QueueAsync(Run run, CancellationToken cancellationToken) => places.QueueAsync(run, cancellationToken);

    /// <summary>Begins one run that has a slot; one that is begun already is left alone.</summary>
    /// <returns>Whether it is at work now.</returns>
    internal async Task<bool> BeginAsync(DurableTaskClient client, RunSlot slot, CancellationToken cancellationToken)
    {
        try
        {
            if (!DocumentId.TryParse(slot.Organization, out var organization)
                || await runs.GetAsync(organization, slot.Run, cancellationToken) is not { } run
                || !SlotOfRun.IsQueued(run.Document)
                || await flows.GetAsync(run.Tenant, run.Document.FlowHash, cancellationToken) is not { } flow)
            {
                return false;
            }

            await starter.BeginQueuedAsync(client, run.Document, flow, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            NotBegun(logger, exception, slot.Run);
            return false;
        }
    }

    private async Task BeginAsync(DurableTaskClient client, string organization, CancellationToken cancellationToken)
    {
        try
        {
            if (!await may(cancellationToken))
            {
                return;
            }

            for (string? next = organization; next is not null;)
            {
                List<Task<bool>> begun = new(AtOnce);
                while (next is not null && begun.Count < AtOnce)
                {
                    (var run, next) = await slots.NextAsync(next, cancellationToken);
                    if (run is not null)
                    {
                        begun.Add(BeginOrPutBackAsync(client, run, cancellationToken));
                    }
                }

                if ((await Task.WhenAll(begun)).Contains(false))
                {
                    // The durable engine is away, maybe: the next one to end, or the next minute, goes on.
                    return;
                }
            }
        }
        catch (StoreUnavailableException)
        {
            // Redis is away; what was taken and not begun is found by its record.
        }
    }

    private async Task<bool> BeginOrPutBackAsync(DurableTaskClient client, RunSlot slot, CancellationToken cancellationToken)
    {
        if (await BeginAsync(client, slot, cancellationToken))
        {
            return true;
        }

        await slots.ReleaseAsync(slot);
        if (DocumentId.TryParse(slot.Organization, out var organization)
            && await runs.GetAsync(organization, slot.Run, cancellationToken) is { } run && SlotOfRun.IsQueued(run.Document))
        {
            await places.QueueAsync(run.Document, cancellationToken);
            return false;
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queued run {RunId} could not be begun; it is tried again.")]
    private static partial void NotBegun(ILogger logger, Exception exception, string runId);
}
