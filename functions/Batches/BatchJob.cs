using HiveFlow.Functions.Maintenance;
using HiveFlow.Runs.Batches;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Batches;

/// <summary>Goes on with batches whose runs are not all made, or not all cancelled, and closes those whose runs have ended; each is claimed by itself.</summary>
public sealed class BatchJob(RunBatches batches, BatchRuns runs, TimeProvider clock) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "batches";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await batches.OverdueAsync(cursor, cancellationToken);
            foreach (var open in page.Items.Where(open => seen.Add(open.Id)))
            {
                if (clock.GetUtcNow() >= until)
                {
                    return true;
                }

                await runs.ResumeAsync(client, open, until, cancellationToken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return false;
    }
}
