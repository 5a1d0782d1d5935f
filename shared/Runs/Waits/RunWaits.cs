using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Waits;

/// <summary>
/// Opens and ends waits, each once. The store decides: an end is one atomic write under the versions of the wait and of its run, so that of
/// two answers, or of an answer and a cancel, one is first and the other is told.
/// </summary>
public sealed class RunWaits(IDocumentStore store, RunTurns turns, TimeProvider clock)
{
    private const int MaxRaces = 50;

    /// <summary>How long an errand that was begun with its write is left to whoever wrote it.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>A wait; null when there is none.</summary>
    public ValueTask<Stored<RunWait>?> GetAsync(Tenant tenant, string waitId, CancellationToken cancellationToken) =>
        store.GetAsync(RunWait.Collection, tenant, waitId, cancellationToken);

    /// <summary>A page of a run's waits, by node and iteration.</summary>
    public ValueTask<DocumentPage<RunWait>> ListAsync(Tenant tenant, string runId, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(
            RunWait.Collection,
            tenant,
            new DocumentQuery("node") { EqualTo = [runId], Descending = false, Limit = limit, Cursor = cursor },
            cancellationToken);

    /// <summary>The approval of a node that is meant: the one of that iteration, else the one that is open, else the last.</summary>
    /// <returns><c>not_found</c> when the node has not asked for any; a fault of <c>iteration</c> where several are open and none is named.</returns>
    public async ValueTask<Result<Stored<RunWait>>> FindApprovalAsync(
        Tenant tenant, string runId, string nodeId, string? iteration, CancellationToken cancellationToken)
    {
        if (iteration is null)
        {
            var open = await ApprovalsAsync(tenant, new DocumentQuery("open") { EqualTo = [runId, nodeId, WaitStatus.Open], Limit = 2 }, cancellationToken);
            if (open.Count > 0)
            {
                return open.Count == 1
                    ? open[0]
                    : RequestErrors.Invalid("iteration", "Several items of a loop wait for an approval here: name the iteration of the one that is meant.");
            }
        }

        var query = new DocumentQuery("node") { EqualTo = iteration is null ? [runId, nodeId] : [runId, nodeId, iteration], Limit = 1 };
        return await ApprovalsAsync(tenant, query, cancellationToken) is [var approval] ? approval : RequestErrors.NotFound("approval");
    }

    /// <summary>
    /// Opens an approval together with the mails it asks for, or gives the one that an earlier try of the same step has opened.
    /// </summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="wait">What to wait for.</param>
    /// <param name="mailed">The users to be told.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public async Task<RunWait> OpenAsync(Tenant tenant, RunWait wait, IReadOnlyList<string> mailed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wait);
        ArgumentNullException.ThrowIfNull(mailed);
        DocumentWrite[] writes =
        [
            DocumentWrite.Insert(RunWait.Collection, tenant, wait.Id, wait),
            .. mailed.Select(user => Errand(tenant, wait, WaitErrandKinds.Mail, user)),
        ];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied
            ? wait
            : (await GetAsync(tenant, wait.Id, cancellationToken))?.Document
                ?? throw new StoreUnavailableException("The wait that was opened first went away between two looks.");
    }

    /// <summary>Decides an approval.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="waitId">The approval.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="alongside">More to write in the same atomic write, made of the wait as it will be: the audit entry.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The wait as it ended by this answer; or <c>run_ended</c>, <c>wait_ended</c>, <c>wait_expired</c>, <c>not_assignee</c>.</returns>
    public async Task<Result<RunWait>> DecideAsync(
        Tenant tenant,
        string runId,
        string waitId,
        WaitDecision decision,
        Func<RunWait, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(alongside);
        using var turn = await turns.TakeAsync(runId, cancellationToken);
        for (var race = 0; race < MaxRaces; race++)
        {
            var run = await store.GetAsync(Run.Collection, tenant, runId, cancellationToken);
            var wait = await GetAsync(tenant, waitId, cancellationToken);
            if (run is null || wait is null)
            {
                return RequestErrors.NotFound("approval");
            }

            var now = clock.GetUtcNow();
            if (Fault(run.Document, wait.Document, decision.By, now) is { } fault)
            {
                return fault;
            }

            var ended = wait.Document with
            {
                Status = decision.IsApproved ? WaitStatus.Approved : WaitStatus.Rejected,
                EndedAt = now,
                By = decision.By.Name,
                Comment = decision.Comment,
            };
            var written = await store.WriteAsync([.. Ending(run, wait, ended), .. alongside(ended)], cancellationToken);
            if (written.IsApplied)
            {
                return ended;
            }
        }

        throw new StoreUnavailableException("The run's record is changed by too many at once.");
    }

    /// <summary>Ends a wait whose time is over, unless somebody was first.</summary>
    /// <returns>The wait as it is now: open still, if its time is not over.</returns>
    public async Task<RunWait> ExpireAsync(Stored<RunWait> wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wait);
        var now = clock.GetUtcNow();
        if (!wait.Document.IsOpen || now < wait.Document.Deadline)
        {
            return wait.Document;
        }

        var expired = wait.Document with { Status = WaitStatus.Expired, EndedAt = now };
        var written = await store.WriteAsync(
            [DocumentWrite.Replace(RunWait.Collection, wait.Tenant, wait.Id, wait.Version, expired)], cancellationToken);
        return written.IsApplied
            ? expired
            : (await GetAsync(wait.Tenant, wait.Id, cancellationToken))?.Document
                ?? throw new StoreUnavailableException("The wait went away between two looks.");
    }

    /// <summary>What an answer writes: the wait's end, the run that goes on, and that its orchestration is to be told.</summary>
    internal IReadOnlyList<DocumentWrite> Ending(Stored<Run> run, Stored<RunWait> wait, RunWait ended) =>
    [
        DocumentWrite.Replace(RunWait.Collection, wait.Tenant, wait.Id, wait.Version, ended),

        // Written even where nothing of it changes: a run that ended meanwhile must not be answered.
        DocumentWrite.Replace(
            Run.Collection,
            run.Tenant,
            run.Id,
            run.Version,
            run.Document.Status == RunStatus.Waiting ? run.Document.Running(clock.GetUtcNow()) : run.Document),
        Errand(wait.Tenant, ended, WaitErrandKinds.Wake, userId: null),
    ];

    private async ValueTask<List<Stored<RunWait>>> ApprovalsAsync(Tenant tenant, DocumentQuery query, CancellationToken cancellationToken) =>
        [.. (await store.QueryAsync(RunWait.Collection, tenant, query, cancellationToken)).Items.Where(wait => wait.Document.Kind == WaitKinds.Approval)];

    private DocumentWrite Errand(Tenant tenant, RunWait wait, string kind, string? userId) => DocumentWrite.Upsert(
        WaitErrand.Collection,
        Tenant.System,
        WaitErrand.IdOf(wait.Id, userId),
        new WaitErrand(kind, tenant.Key, wait.RunId, wait.Id, userId, clock.GetUtcNow() + Grace, 0));

    private static Error? Fault(Run run, RunWait wait, WaitDecider by, DateTimeOffset now)
    {
        if (!wait.Admits(by))
        {
            return WaitErrors.NotAssignee();
        }

        if (!wait.IsOpen)
        {
            return wait.Status == WaitStatus.Expired ? WaitErrors.WaitExpired(wait.Deadline) : WaitErrors.WaitEnded(wait.Status);
        }

        if (RunStatus.IsFinal(run.Status))
        {
            return RunErrors.RunEnded(run.Status);
        }

        return now >= wait.Deadline ? WaitErrors.WaitExpired(wait.Deadline) : null;
    }
}
