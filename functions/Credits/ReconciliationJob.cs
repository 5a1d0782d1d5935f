using HiveFlow.Billing.Alerts;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Runs;
using HiveFlow.Identity.Organizations;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Credits;

/// <summary>
/// Compares hot balances with ledgers, organization by organization, and looks whether one is to be told that its credits run out. Each call goes on where the last one stopped, on whichever instance.
/// </summary>
public sealed class ReconciliationJob(
    OrganizationWalk organizations, CreditBook book, CreditReconciliation reconciliation, AlertWatch alerts, IDocumentStore store, TimeProvider clock) : IMaintenanceJob
{
    private const int PageSize = 50;

    /// <inheritdoc/>
    public string Name => "credits-reconciliation";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (!book.IsEnabled)
        {
            return false;
        }

        var cursor = (await store.GetAsync(ZombieRound.Collection, Tenant.System, Name, cancellationToken))?.Document.Cursor;
        do
        {
            var (page, next) = await PageAsync(cursor, cancellationToken);
            foreach (var organization in page)
            {
                await alerts.LookAsync(Tenant.Of(organization), cancellationToken);
                await reconciliation.ReconcileAsync(Tenant.Of(organization), cancellationToken);
            }

            await store.WriteAsync([DocumentWrite.Upsert(ZombieRound.Collection, Tenant.System, Name, new ZombieRound(next))], cancellationToken);
            cursor = next;
        }
        while (cursor is not null && clock.GetUtcNow() < until);

        return cursor is not null;
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
