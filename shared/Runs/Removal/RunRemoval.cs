using HiveFlow.Errors;
using HiveFlow.Live.Events;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.History;
using HiveFlow.Runs.Loops;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Runs.Removal;

/// <summary>
/// Deletes runs that have ended. The run itself is gone with one write; what it left (steps, events, logs, waits, loops, words of its error,
/// payload files) follows in batches that can be repeated. What it used and cost stays in usage and ledger.
/// </summary>
public sealed class RunRemoval(IDocumentStore store, IFileStore files, TimeProvider clock)
{
    /// <summary>The most runs of one <see cref="BeginOldAsync"/>.</summary>
    public const int MostAtOnce = 100;

    private const int Batch = 100;

    // A worker that does not know yet may write for as long as a step may last.
    private static readonly TimeSpan LateWriters = TimeSpan.FromHours(1);

    // A delivery, an occurrence or a failure is tried again for a day at most; a batch for as long as its options allow.
    private static readonly TimeSpan AskedAgain = TimeSpan.FromDays(2);
    private static readonly TimeSpan AskedAgainByBatch = TimeSpan.FromDays(31);

    /// <summary>
    /// Deletes a run; from then on it is not found. Fails with <c>not_found</c>, or <c>run_not_ended</c> while it or the run that started
    /// it goes on.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="runId">Which.</param>
    /// <param name="alongside">More to write together with it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<Run>> BeginAsync(
        Tenant tenant, string runId, Func<Run, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        while (DocumentId.TryParse(runId, out _) && await store.GetAsync(Run.Collection, tenant, runId, cancellationToken) is { } run)
        {
            if (!RunStatus.IsFinal(run.Document.Status))
            {
                return RunErrors.NotDeletable($"The run has not ended ({run.Document.Status})");
            }

            if (await IsAwaitedAsync(tenant, run.Document.ParentRunId, cancellationToken))
            {
                return RunErrors.NotDeletable("The run that started it has not ended");
            }

            if ((await store.WriteAsync([.. Deletion(run), .. alongside(run.Document)], cancellationToken)).IsApplied)
            {
                return run.Document;
            }
        }

        return RequestErrors.NotFound("run");
    }

    /// <summary>
    /// Deletes up to <see cref="MostAtOnce"/> runs of an organization that ended before that instant, the oldest first. How long ago one
    /// began does not matter: whatever waits is kept until it has ended.
    /// </summary>
    /// <returns>Their ids; fewer than <see cref="MostAtOnce"/> when none is left.</returns>
    public async Task<IReadOnlyList<string>> BeginOldAsync(Tenant tenant, DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("ended") { Before = endedBefore, Descending = false, Limit = MostAtOnce };
        var page = await store.QueryAsync(Run.Collection, tenant, query, cancellationToken);
        if (page.Items.Count > 0 && !(await store.WriteAsync([.. page.Items.SelectMany(Deletion)], cancellationToken)).IsApplied)
        {
            // Somebody else deletes one of them: one by one.
            foreach (var run in page.Items)
            {
                await store.WriteAsync(Deletion(run), cancellationToken);
            }
        }

        return [.. page.Items.Select(run => run.Id)];
    }

    /// <summary>Deleted runs that are to be cleared, the longest waiting first: at most 100.</summary>
    public async Task<IReadOnlyList<Stored<RemovedRun>>> DueAsync(CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("due") { Before = clock.GetUtcNow(), Descending = false, Limit = Batch };
        return (await store.QueryAsync(RemovedRun.Collection, Tenant.System, query, cancellationToken)).Items;
    }

    /// <summary>Clears one batch of what a deleted run left. True when there is nothing left to do now.</summary>
    public async Task<bool> RemoveSomeAsync(string runId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        var removed = await store.GetAsync(RemovedRun.Collection, Tenant.System, runId, cancellationToken);
        if (removed is null || !DocumentId.TryParse(removed.Document.OrganizationId, out var organization))
        {
            return true;
        }

        var tenant = Tenant.Of(organization);
        if (await ClearSomeAsync(tenant, runId, cancellationToken) || await files.DeleteSomeAsync(tenant, $"runs/{runId}", Batch, cancellationToken) == Batch)
        {
            return false;
        }

        var (now, late) = (clock.GetUtcNow(), removed.Document.EndedAt + LateWriters);
        var again = late > now ? late : removed.Document.KnownUntil > now ? removed.Document.KnownUntil : null;
        await store.WriteAsync(
            [
                again is { } due
                    ? DocumentWrite.Replace(RemovedRun.Collection, Tenant.System, runId, removed.Version, removed.Document with { DueAt = due })
                    : DocumentWrite.Delete(RemovedRun.Collection, Tenant.System, runId),
            ],
            cancellationToken);
        return true;
    }

    private IReadOnlyList<DocumentWrite> Deletion(Stored<Run> run)
    {
        var now = clock.GetUtcNow();
        return
        [
            DocumentWrite.Delete(Run.Collection, run.Tenant, run.Id, run.Version),
            FailedRuns.SeenTo(run.Tenant, run.Id),
            DocumentWrite.Upsert(
                RemovedRun.Collection,
                Tenant.System,
                run.Id,
                new RemovedRun(run.Document.OrganizationId, run.Document.EndedAt ?? now, now, KnownUntil(run.Document))),
        ];
    }

    private static DateTimeOffset? KnownUntil(Run run) =>
        run.BatchId is not null ? run.CreatedAt + AskedAgainByBatch
        : run.Trigger is RunTriggers.Webhook or RunTriggers.Schedule or RunTriggers.Error ? run.CreatedAt + AskedAgain
        : null;

    // Its parent reads the result from it.
    private async Task<bool> IsAwaitedAsync(Tenant tenant, string? parentId, CancellationToken cancellationToken) =>
        parentId is not null
        && await store.GetAsync(Run.Collection, tenant, parentId, cancellationToken) is { } parent
        && !RunStatus.IsFinal(parent.Document.Status);

    private async Task<bool> ClearSomeAsync(Tenant tenant, string runId, CancellationToken cancellationToken)
    {
        List<DocumentWrite> writes = [DocumentWrite.Delete(RunInbox.Collection, tenant, runId)];
        var ofRun = new DocumentQuery("run") { EqualTo = [runId], Limit = Batch };

        // Their ids begin with the run's and a slash, which the digit 0 follows.
        var byId = new DocumentQuery("id") { From = $"{runId}/", Before = $"{runId}0", Limit = Batch };
        bool[] left =
        [
            await AddAsync(writes, RunStep.Collection, tenant, ofRun, cancellationToken),
            await AddAsync(writes, RunEventBatch.Collection, tenant, ofRun, cancellationToken),
            await AddAsync(writes, RunWait.Collection, tenant, byId, cancellationToken),
            await AddAsync(writes, WaitErrand.Collection, Tenant.System, byId, cancellationToken),
            await AddAsync(writes, LoopPage.Collection, tenant, byId, cancellationToken),
            await AddAsync(writes, LoopItem.Collection, tenant, byId, cancellationToken),
            await AddAsync(writes, FailureWord.Collection, tenant, byId, cancellationToken),
        ];
        await store.WriteAsync(writes, cancellationToken);
        return left.Contains(true);
    }

    private async Task<bool> AddAsync<T>(
        List<DocumentWrite> writes, Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class
    {
        var page = await store.QueryAsync(collection, tenant, query, cancellationToken);
        writes.AddRange(page.Items.Select(item => DocumentWrite.Delete(collection, tenant, item.Id)));
        return page.NextCursor is not null;
    }
}
