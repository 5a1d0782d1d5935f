using HiveFlow.Functions.Maintenance;
using HiveFlow.Runs.Removal;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Runs;

/// <summary>Finishes deletions of runs that a crash or an outage stopped, and looks once more for what a late worker wrote.</summary>
public sealed class RunRemovalJob(RunRemoval removal, RunEraser eraser, TimeProvider clock) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "remove-runs";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (await removal.DueAsync(cancellationToken) is { Count: > 0 } due)
        {
            foreach (var run in due)
            {
                if (clock.GetUtcNow() >= until)
                {
                    return true;
                }

                if (DocumentId.TryParse(run.Document.OrganizationId, out var organization)
                    && !await eraser.EraseAsync(client, Tenant.Of(organization), run.Id, until, cancellationToken))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
