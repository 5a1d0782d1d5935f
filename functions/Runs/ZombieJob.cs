using HiveFlow.Functions.Maintenance;
using HiveFlow.Identity.Organizations;
using HiveFlow.Orchestrations.Sweeping;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Runs;

/// <summary>
/// Looks for zombies, organization by organization. Each call goes on where the last one stopped, on whichever instance, so that a round
/// over all of them takes as many minutes as it needs and no call more than its time.
/// </summary>
public sealed class ZombieJob(OrganizationWalk organizations, ZombieSweep sweep, IDocumentStore store, TimeProvider clock) : IMaintenanceJob
{
    private const int PageSize = 50;
    private static readonly string[] Unfinished = [RunStatus.Queued, RunStatus.Running, RunStatus.Waiting];

    /// <inheritdoc/>
    public string Name => "zombies";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var cursor = (await store.GetAsync(ZombieRound.Collection, Tenant.System, ZombieRound.Id, cancellationToken))?.Document.Cursor;
        do
        {
            var (page, next) = await PageAsync(cursor, cancellationToken);
            foreach (var organization in page)
            {
                await LookAsync(client, organization, cancellationToken);
            }

            // Written after each page: what a call that dies had looked at is looked at once more.
            await store.WriteAsync(
                [DocumentWrite.Upsert(ZombieRound.Collection, Tenant.System, ZombieRound.Id, new ZombieRound(next))], cancellationToken);
            cursor = next;
        }
        while (cursor is not null && clock.GetUtcNow() < until);

        return cursor is not null;
    }

    private async Task LookAsync(DurableTaskClient client, DocumentId organization, CancellationToken cancellationToken)
    {
        foreach (var status in Unfinished)
        {
            string? cursor = null;
            do
            {
                (cursor, _) = await sweep.LookAsync(client, organization, status, cursor, cancellationToken);
            }
            while (cursor is not null);
        }
    }

    private async Task<(IReadOnlyList<DocumentId> Page, string? Next)> PageAsync(string? cursor, CancellationToken cancellationToken)
    {
        try
        {
            return await organizations.PageAsync(cursor, PageSize, cancellationToken);
        }
        catch (InvalidCursorException)
        {
            return await organizations.PageAsync(null, PageSize, cancellationToken);
        }
    }
}
