using HiveFlow.Functions.Maintenance;
using HiveFlow.Identity.Organizations;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Rotation;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Organizations;

/// <summary>Cancels the runs of deleted organizations, then removes what they left, batch by batch.</summary>
public sealed class OrganizationRemovalJob(
    OrganizationRemoval removal, KeyRotation keys, RunStore runs, RunCanceller canceller, TimeProvider clock) : IMaintenanceJob
{
    private static readonly string[] Unfinished = [RunStatus.Queued, RunStatus.Running, RunStatus.Waiting];

    /// <inheritdoc/>
    public string Name => "remove-organizations";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var organization in await removal.PendingAsync(cancellationToken))
        {
            while (await CancelSomeAsync(client, organization, cancellationToken)
                || await keys.ForgetSomeAsync(Tenant.Of(organization), cancellationToken) > 0
                || !await removal.RemoveSomeAsync(organization, cancellationToken))
            {
                if (clock.GetUtcNow() >= until)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async Task<bool> CancelSomeAsync(DurableTaskClient client, DocumentId organization, CancellationToken cancellationToken)
    {
        foreach (var status in Unfinished)
        {
            var page = await runs.ListAsync(organization, new RunFilter { Status = status, Limit = 100 }, cancellationToken);
            foreach (var run in page.Items)
            {
                await canceller.CancelAsync(client, organization, run.Id, cancellationToken);
            }

            if (page.Items.Count > 0)
            {
                return true;
            }
        }

        return false;
    }
}
