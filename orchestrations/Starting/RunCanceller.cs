using HiveFlow.Errors;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Starting;

/// <summary>Stops runs: first the record, which decides, then whatever is at work.</summary>
public sealed class RunCanceller(RunStore runs, RunEnder ender, RunCharges charges, RunChildren children, QueuedRuns queued)
{
    /// <summary>Cancels; cancelling a cancelled run again is a success, one that ended otherwise a conflict.</summary>
    public async Task<Result<Run>> CancelAsync(DurableTaskClient client, DocumentId organizationId, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (await runs.GetAsync(organizationId, runId, cancellationToken) is not { } stored)
        {
            return RequestErrors.NotFound("run");
        }

        var end = await charges.WithUseAsync(stored.Document, new RunEnd(RunStatus.Cancelled), cancellationToken);
        var ended = await ender.EndAsync(stored, end, [], [], cancellationToken);
        if (ended is null)
        {
            return RequestErrors.NotFound("run");
        }

        if (ended.Status != RunStatus.Cancelled)
        {
            return RunErrors.RunEnded(ended.Status);
        }

        await children.CancelAsync(ended, cancellationToken);
        await StopAsync(client, runId, cancellationToken);
        await queued.BeginAsync(client, cancellationToken);
        return ended;
    }

    /// <summary>Ends the orchestration, if it is at work.</summary>
    internal static async Task StopAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(runId, cancellation: cancellationToken);
        if (instance is not { IsCompleted: false })
        {
            return;
        }

        try
        {
            await client.TerminateInstanceAsync(runId, new TerminateInstanceOptions(Recursive: true), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It ended between the two calls, and some back ends refuse then. The record says cancelled already.
        }
    }
}
