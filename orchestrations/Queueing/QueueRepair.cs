using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Queueing;

/// <summary>
/// Sets the counts of runs at work and the queue right by the runs' records: after Redis was emptied, and for what a dead instance has left
/// between two writes.
/// </summary>
public sealed class QueueRepair(RunSlots slots, RunPlaces places, QueuedRuns queued, RunDeadlines deadlines, RunStore runs)
{
    private const int PageSize = 500;
    private static readonly TimeSpan SeenWithin = TimeSpan.FromMinutes(1);

    /// <summary>Counts an organization's runs at work, and queues those that have to.</summary>
    /// <param name="organization">The organization.</param>
    /// <param name="all">False looks only for queued ones.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RecountAsync(DocumentId organization, bool all, CancellationToken cancellationToken)
    {
        await ForEachAsync(organization, RunStatus.Queued, run => run.Queued is null ? default : places.QueueAsync(run, cancellationToken), cancellationToken);
        if (all)
        {
            await ForEachAsync(organization, RunStatus.Queued, run => run.Queued is null ? places.ReturnAsync(run) : default, cancellationToken);
            await ForEachAsync(organization, RunStatus.Running, places.ReturnAsync, cancellationToken);
        }
    }

    /// <summary>
    /// Looks at runs that took their slot, or were last looked at, a minute ago: one that has ended or waits gives it back; one that was
    /// taken from the queue and is not begun is begun; one that is at work for too long is ended.
    /// </summary>
    /// <returns>Whether more of them may be left.</returns>
    public async Task<bool> LookAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var unseen = await slots.UnseenAsync(SeenWithin, PageSize, cancellationToken);
        foreach (var slot in unseen)
        {
            var run = DocumentId.TryParse(slot.Organization, out var organization) ? await runs.GetAsync(organization, slot.Run, cancellationToken) : null;
            if (run is null || run.Document.Status is not (RunStatus.Queued or RunStatus.Running))
            {
                await slots.ReleaseAsync(slot);
                continue;
            }

            if (deadlines.IsOver(run.Document) && await deadlines.EndAsync(organization, run.Id, cancellationToken))
            {
                await RunCanceller.StopAsync(client, run.Id, cancellationToken);
                continue;
            }

            await slots.ConfirmAsync(slot, cancellationToken);
            if (SlotOfRun.IsQueued(run.Document))
            {
                await queued.BeginAsync(client, slot, cancellationToken);
            }
        }

        return unseen.Count == PageSize;
    }

    private async Task ForEachAsync(DocumentId organization, string status, Func<Run, ValueTask> act, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await runs.ListAsync(organization, new RunFilter { Status = status, Limit = PageSize, Cursor = cursor }, cancellationToken);
            foreach (var run in page.Items)
            {
                await act(run.Document);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }
}
