using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Orchestrations.Sweeping;

/// <summary>
/// Finds runs that will never end by themselves and ends them honestly: <c>failed</c>, with code <c>zombie</c>, refunded. A zombie's
/// orchestration is gone, or has ended without the run, or shows no sign of life although no step waits for its time.
/// </summary>
public sealed partial class ZombieSweep(
    RunStore runs, RunEnder ender, RunChildren children, RunCharges charges, QueuedRuns queued, IOptions<RunsOptions> options, TimeProvider clock, ILogger<ZombieSweep> logger)
{
    private const int AtOnce = 8;

    /// <summary>Looks at one page of an organization's runs of one status that is not final.</summary>
    /// <returns>Where the next page begins, null at the end, and how many zombies there were.</returns>
    public async Task<(string? NextCursor, int Ended)> LookAsync(
        DurableTaskClient client, DocumentId organization, string status, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var now = clock.GetUtcNow();
        var filter = new RunFilter { Status = status, To = now - options.Value.OrphanedAfter, Limit = 100, Cursor = cursor };
        var page = await runs.ListAsync(organization, filter, cancellationToken);
        var ended = 0;
        var looked = await queued.WithoutAsync(page.Items, cancellationToken);
        await Parallel.ForEachAsync(
            looked,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (run, stop) =>
            {
                if (await WhyAsync(client, organization, run.Document, now, stop) is { } why && await EndAsync(client, run, why, stop))
                {
                    Interlocked.Increment(ref ended);
                }
            });
        await queued.BeginAsync(client, cancellationToken);
        return (page.NextCursor, ended);
    }

    private async Task<string?> WhyAsync(DurableTaskClient client, DocumentId organization, Run run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(run.Id, cancellation: cancellationToken);
        if (instance is null && SlotOfRun.IsQueued(run))
        {
            // Accepted, and lost from the queue together with an instance or with Redis.
            await queued.QueueAsync(run, cancellationToken);
            return null;
        }

        if (instance is null)
        {
            return "its orchestration is gone";
        }

        if (instance.IsCompleted)
        {
            return instance.LastUpdatedAt < now - options.Value.OrphanedAfter ? "its orchestration ended without it" : null;
        }

        var silent = now - options.Value.StuckAfter;
        return run.Status == RunStatus.Running && instance.LastUpdatedAt < silent
            && !await HasMadeAStepAsync(organization, run, silent, cancellationToken) && !await IsWaitingAsync(organization, run, cancellationToken)
            ? $"it showed no sign of life for {options.Value.StuckAfter.TotalMinutes:0} minutes"
            : null;
    }

    /// <summary>The orchestration of a run whose loop is at work sleeps meanwhile, however long; the loop's steps are its signs of life.</summary>
    private async Task<bool> HasMadeAStepAsync(DocumentId organization, Run run, DateTimeOffset since, CancellationToken cancellationToken) =>
        await runs.LastStepAsync(organization, run.Id, cancellationToken) is { } last && (last.EndedAt ?? last.StartedAt) >= since;

    private async Task<bool> IsWaitingAsync(DocumentId organization, Run run, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await runs.StepsAsync(organization, run.Id, 200, cursor, cancellationToken);
            if (page.Items.Any(step => step.Document.Status == StepStatus.Waiting))
            {
                return true;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return false;
    }

    private async Task<bool> EndAsync(DurableTaskClient client, Stored<Run> run, string why, CancellationToken cancellationToken)
    {
        var error = RunErrors.Zombie(why);
        var end = new RunEnd(RunStatus.Failed) { Failure = new RunFailure(error.Code.Value, error.Message) };
        var ended = await ender.EndAsync(run, await charges.WithUseAsync(run.Document, end, cancellationToken), [], [], cancellationToken);
        if (ended?.Failure?.Code != error.Code.Value)
        {
            return false;
        }

        await children.CancelAsync(ended, cancellationToken);
        await RunCanceller.StopAsync(client, run.Id, cancellationToken);
        Ended(logger, run.Id, why);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId} was a zombie and is ended: {Why}.")]
    private static partial void Ended(ILogger logger, string runId, string why);
}
