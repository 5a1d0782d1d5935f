using HiveFlow.Functions.Maintenance;
using HiveFlow.Identity.Organizations;
using HiveFlow.Metering.Credits;
using HiveFlow.Runs.Removal;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Runs;

/// <summary>
/// Deletes runs that ended longer ago than the organization's plan keeps them, in small batches, organization by organization; each call
/// goes on where the last one stopped, on whichever instance. What they used and cost stays.
/// </summary>
public sealed partial class RetentionJob(
    OrganizationWalk organizations,
    RunRemoval removal,
    RunEraser eraser,
    MonthlyGrants grants,
    IOptions<RetentionOptions> options,
    IDocumentStore store,
    TimeProvider clock,
    ILogger<RetentionJob> logger) : IMaintenanceJob
{
    private const int PageSize = 50;
    private const int AtOnce = 4;

    /// <inheritdoc/>
    public string Name => "retention";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var cursor = (await store.GetAsync(ZombieRound.Collection, Tenant.System, Name, cancellationToken))?.Document.Cursor;
        do
        {
            var (page, next) = await PageAsync(cursor, cancellationToken);
            foreach (var organization in page)
            {
                // Some organization's runs may take longer than a call has: the page comes up again, and what is gone is no work any more.
                if (!await RemoveAsync(client, Tenant.Of(organization), until, cancellationToken))
                {
                    return true;
                }
            }

            await store.WriteAsync([DocumentWrite.Upsert(ZombieRound.Collection, Tenant.System, Name, new ZombieRound(next))], cancellationToken);
            cursor = next;
        }
        while (cursor is not null && clock.GetUtcNow() < until);

        return cursor is not null;
    }

    /// <summary>False when the time was over before all of an organization's old runs were gone.</summary>
    private async Task<bool> RemoveAsync(DurableTaskClient client, Tenant tenant, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var removed = 0;
        IReadOnlyList<string> batch;
        do
        {
            if (options.Value.Before(grants.PlanOf(tenant), clock.GetUtcNow()) is not { } before)
            {
                return true;
            }

            batch = await removal.BeginOldAsync(tenant, before, cancellationToken);
            await Parallel.ForEachAsync(
                batch,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (run, stop) => await eraser.EraseAsync(client, tenant, run, until, stop));
            removed += batch.Count;
        }
        while (batch.Count == RunRemoval.MostAtOnce && clock.GetUtcNow() < until);

        if (removed > 0)
        {
            Removed(logger, removed, tenant.Key);
        }

        return batch.Count < RunRemoval.MostAtOnce;
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} runs of organization {Organization} were older than its plan keeps them and are gone.")]
    private static partial void Removed(ILogger logger, int count, string organization);
}
