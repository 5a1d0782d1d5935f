using HiveFlow.Identity.Organizations;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Organizations;

/// <summary>Removes what deleted organizations leave.</summary>
public sealed class OrganizationRemovalFunctions(OrganizationRemoval removal, RunStore runs, RunCanceller canceller, TimeProvider clock)
{
    private static readonly string[] Unfinished = [RunStatus.Queued, RunStatus.Running, RunStatus.Waiting];
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Every five minutes: cancels the runs of deleted organizations, then removes their documents batch by batch. What a call does not get
    /// done, or a crash interrupts, is left to the next.
    /// </summary>
    [Function("Organizations_Remove")]
    public async Task Remove(
        [TimerTrigger("30 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var until = clock.GetUtcNow() + Budget;
        foreach (var organization in await removal.PendingAsync(cancellationToken))
        {
            while (clock.GetUtcNow() < until)
            {
                if (!await CancelSomeAsync(client, organization, cancellationToken) && await removal.RemoveSomeAsync(organization, cancellationToken))
                {
                    break;
                }
            }
        }
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
