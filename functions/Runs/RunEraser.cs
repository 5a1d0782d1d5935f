using HiveFlow.Files;
using HiveFlow.Processors.Agents;
using HiveFlow.Runs.Removal;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Runs;

/// <summary>Removes all that a deleted run left, wherever it is: durable history, files that it made, conversations, documents and payloads.</summary>
public sealed class RunEraser(RunRemoval removal, FileShelf shelf, Conversations conversations, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>Goes on until nothing is left, or the given time.</summary>
    /// <returns>Whether nothing is left to do now.</returns>
    public async Task<bool> EraseAsync(
        DurableTaskClient client, Tenant tenant, string runId, DateTimeOffset until, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        await PurgeAsync(client, runId, cancellationToken);
        while (await shelf.DeleteOfRunAsync(tenant, runId, Batch, cancellationToken) == Batch)
        {
            if (clock.GetUtcNow() >= until)
            {
                return false;
            }
        }

        while (await conversations.RemoveOfRunAsync(tenant, runId, Batch, cancellationToken))
        {
            if (clock.GetUtcNow() >= until)
            {
                return false;
            }
        }

        while (!await removal.RemoveSomeAsync(runId, cancellationToken))
        {
            if (clock.GetUtcNow() >= until)
            {
                return false;
            }
        }

        return true;
    }

    // A run whose record has its end may still be in its last turn: some back ends purge nothing then, others refuse. The rest goes all the
    // same; this is tried once more when late writers are looked for, and old histories go by themselves.
    private static async Task PurgeAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        try
        {
            await client.PurgeInstanceAsync(runId, new PurgeInstanceOptions(Recursive: true), cancellationToken);
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            // Left for later.
        }
    }
}
