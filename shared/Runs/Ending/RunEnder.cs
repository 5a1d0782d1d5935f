using HiveFlow.Live.Events;
using HiveFlow.Live.Signals;
using HiveFlow.Runs.Batches;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.History;
using HiveFlow.Runs.Recording;
using HiveFlow.Runs.Telemetry;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Ending;

/// <summary>
/// Ends runs, each once: the status changes only from one that is not final, together with the last event. A late worker, a repeated
/// activity or a second cancel changes nothing.
/// </summary>
public sealed class RunEnder(
    IDocumentStore store, RunEventLog events, RunMemories memories, RunMeter meter, RunNotices notices, FreshFailures fresh, TimeProvider clock)
{
    private const int MaxRaces = 10;

    /// <summary>
    /// Writes the end durably. <paramref name="lastEvents"/> and <paramref name="lastSteps"/> go into the same atomic step.
    /// </summary>
    /// <returns>The run as it ended; not necessarily so: somebody else may have been first.</returns>
    public async Task<Run?> EndAsync(
        Stored<Run> run, RunEnd end, IReadOnlyList<RunEvent> lastEvents, IReadOnlyList<DocumentWrite> lastSteps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(end);
        ArgumentNullException.ThrowIfNull(lastEvents);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (RunStatus.IsFinal(run.Document.Status))
            {
                memories.Forget(run.Id);
                return run.Document;
            }

            var now = clock.GetUtcNow();
            var settlement = end.Settle?.Invoke(run.Document);
            var ended = Ended(run.Document, end, now) with { Charged = settlement?.Charged ?? 0 };
            var open = FailedRuns.OpenOf(ended, now);
            DocumentWrite[] writes =
            [
                DocumentWrite.Replace(Run.Collection, run.Tenant, run.Id, run.Version, ended),
                .. lastSteps,
                .. settlement?.Writes ?? [],
                .. FailureWords.Writes(run.Tenant, ended),
                .. RunBatches.Counted(run.Tenant, ended),
                .. FailedRuns.Writes(run.Tenant, ended, open, now),
            ];
            if (await events.EndAsync(run.Tenant, run.Id, [.. lastEvents, RunEvents.Ended(ended, now)], writes, cancellationToken))
            {
                memories.Forget(run.Id);
                meter.Ended(ended);
                RunTraces.Ended(ended);
                notices.Publish(new RunNotice(ended.OrganizationId, ended.FlowId, ended.Id, ended.Status));
                if (open is not null)
                {
                    fresh.Note(ended.Id, open);
                }

                if (end.Settled is { } settled)
                {
                    await settled(run.Document, ended.Charged);
                }

                return ended;
            }

            if (await store.GetAsync(Run.Collection, run.Tenant, run.Id, cancellationToken) is not { } present)
            {
                return null;
            }

            run = present;
        }

        throw new StoreUnavailableException("The run's record is changed by too many at once.");
    }

    private static Run Ended(Run run, RunEnd end, DateTimeOffset now) => run with
    {
        Status = end.Status,
        StartedAt = run.StartedAt ?? now,
        EndedAt = now < run.CreatedAt ? run.CreatedAt : now,
        Output = end.Output,
        Answer = end.Answer,
        Failure = end.Failure,
        Usage = end.Usage,
        Steps = end.Steps,
    };
}
