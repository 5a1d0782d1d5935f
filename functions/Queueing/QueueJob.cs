using HiveFlow.Functions.Maintenance;
using HiveFlow.Identity.Organizations;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Queueing;

/// <summary>
/// Sets the queue right and begins what there is room for: at once when a host starts, then every minute, on every instance; all of it may be
/// done twice.
/// </summary>
public sealed class QueueJob(OrganizationWalk organizations, QueueRepair repair, QueuedRuns queued, RunSlots slots, TimeProvider clock) : IMaintenanceJob
{
    private const int PageSize = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private bool hasLooked;

    /// <inheritdoc/>
    public string Name => "queue";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var counts = await slots.ReadAsync(cancellationToken);
        if (!counts.IsWhole || !hasLooked)
        {
            // What a process that died had accepted and not come to queue is found at the start of the next.
            await RecountAsync(all: !counts.IsWhole, cancellationToken);
            await slots.MarkWholeAsync(cancellationToken);
            hasLooked = true;
        }

        while (await repair.LookAsync(client, cancellationToken) && clock.GetUtcNow() < until)
        {
        }

        // While something is queued it looks each second: room may come without anybody who could begin a run, such as when load eases.
        do
        {
            await slots.LookAsync(cancellationToken);
            await queued.BeginAsync(client, cancellationToken);
            counts = await slots.ReadAsync(cancellationToken);
        }
        while (counts.Queued > 0 && await PausedAsync(until, cancellationToken));

        return false;
    }

    private async Task<bool> PausedAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() + Pause >= until)
        {
            return false;
        }

        await Task.Delay(Pause, clock, cancellationToken);
        return true;
    }

    private async Task RecountAsync(bool all, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var (page, next) = await organizations.PageAsync(cursor, PageSize, cancellationToken);
            foreach (var organization in page)
            {
                await repair.RecountAsync(organization, all, cancellationToken);
            }

            cursor = next;
        }
        while (cursor is not null);
    }
}
