using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Failures;

/// <summary>The records of failed runs: what is left to do about them, and how many there are in a row.</summary>
public sealed class FailedRuns(IDocumentStore store, TimeProvider clock)
{
    /// <summary>The most failures in a row that are counted.</summary>
    public const int MostCounted = 500;

    private const int OverduePage = 100;
    private const int Slack = 50;
    private const int MaxTries = 16;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);
    private DateTimeOffset? aloneSince;

    /// <summary>A page, of a flow or of all, the latest first.</summary>
    public ValueTask<DocumentPage<FailedRun>> ListAsync(Tenant tenant, string? flowId, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var query = flowId is null ? new DocumentQuery("failed") : new DocumentQuery("flow") { EqualTo = [flowId] };
        return store.QueryAsync(FailedRun.Collection, tenant, query with { Limit = limit, Cursor = cursor }, cancellationToken);
    }

    /// <summary>Those of these runs (at most 1,000) that nobody has seen to.</summary>
    public ValueTask<IReadOnlyList<Stored<FailedRun>>> GetAsync(Tenant tenant, IReadOnlyCollection<string> runIds, CancellationToken cancellationToken) =>
        store.GetManyAsync(FailedRun.Collection, tenant, runIds, cancellationToken);

    /// <summary>The write that says that somebody has seen to a run.</summary>
    public static DocumentWrite SeenTo(Tenant tenant, string runId) => DocumentWrite.Delete(FailedRun.Collection, tenant, runId);

    /// <summary>
    /// Says that no other process sees to the same documents, before this one begins: at the next look all that is left to do is due, whatever a
    /// process that died had begun.
    /// </summary>
    public void TakeOver() => aloneSince = clock.GetUtcNow();

    /// <summary>Some failures (at most 100) with something left to do, the longest overdue first.</summary>
    public async ValueTask<IReadOnlyList<Stored<OpenFailure>>> DueAsync(CancellationToken cancellationToken)
    {
        if (aloneSince is { } since)
        {
            await FreeAsync(since, cancellationToken);
            aloneSince = null;
        }

        var query = new DocumentQuery("due") { Before = clock.GetUtcNow().AddMilliseconds(1), Descending = false, Limit = OverduePage };
        return (await store.QueryAsync(OpenFailure.Collection, Tenant.System, query, cancellationToken)).Items;
    }

    /// <summary>Takes one, and puts it off by a growing time should it not get done; false: another instance has it, or it was tried for two days.</summary>
    public async Task<bool> ClaimAsync(Stored<OpenFailure> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (open.Document.Tries >= MaxTries)
        {
            await CloseAsync(open.Id, cancellationToken);
            return false;
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(open.Document.Tries, 10));
        var mine = open.Document with { Tries = open.Document.Tries + 1, DueAt = clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause) };
        return (await store.WriteAsync(
            [DocumentWrite.Replace(OpenFailure.Collection, Tenant.System, open.Id, open.Version, mine)], cancellationToken)).IsApplied;
    }

    /// <summary>Nothing is left to do about it.</summary>
    public Task CloseAsync(string runId, CancellationToken cancellationToken) =>
        store.WriteAsync([DocumentWrite.Delete(OpenFailure.Collection, Tenant.System, runId)], cancellationToken);

    /// <summary>How many runs of a flow have failed since one completed, at most as many as asked, and the one that completed; tests do not count.</summary>
    public async ValueTask<(int Count, string Since)> CountAsync(Tenant tenant, string flowId, int most, CancellationToken cancellationToken)
    {
        var good = await store.QueryAsync(
            Run.Collection, tenant, new DocumentQuery("flow_status") { EqualTo = [flowId, RunStatus.Completed], Limit = Slack }, cancellationToken);
        var last = good.Items.FirstOrDefault(run => run.Document.Trigger != RunTriggers.Test);
        var query = new DocumentQuery("flow_status")
        {
            EqualTo = [flowId, RunStatus.Failed],
            From = last is null ? IndexValue.None : last.Document.CreatedAt,
            Limit = Math.Min(most, MostCounted) + Slack,
        };
        var bad = await store.QueryAsync(Run.Collection, tenant, query, cancellationToken);
        return (Math.Min(most, bad.Items.Count(run => run.Document.Trigger != RunTriggers.Test)), last?.Id ?? string.Empty);
    }

    /// <summary>Whether the latest runs of a trigger have all failed, so many at least; those that have not ended or were cancelled do not count.</summary>
    public async ValueTask<bool> FailsAllTheTimeAsync(
        Tenant tenant, string triggerId, DateTimeOffset? since, int count, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("trigger_id") { EqualTo = [triggerId], From = since is { } from ? from : IndexValue.None, Limit = count + Slack };
        var runs = await store.QueryAsync(Run.Collection, tenant, query, cancellationToken);
        var ended = runs.Items.Where(run => run.Document.Status is RunStatus.Completed or RunStatus.Failed).Take(count).ToList();
        return ended.Count == count && ended.All(run => run.Document.Status == RunStatus.Failed);
    }

    /// <summary>
    /// What is left to do about a run that ends so; null for nothing. For a minute it is this process's to do, right away; then anybody's.
    /// </summary>
    internal static OpenFailure? OpenOf(Run ended, DateTimeOffset now) =>
        ended is { Status: RunStatus.Failed, ParentRunId: null } && ended.Trigger != RunTriggers.Test
            ? new OpenFailure(ended.OrganizationId, now + FirstPause, 1)
            : null;

    /// <summary>The writes that a run's end adds.</summary>
    internal static IReadOnlyList<DocumentWrite> Writes(Tenant tenant, Run ended, OpenFailure? open, DateTimeOffset now) => open is null
        ? []
        :
        [
            DocumentWrite.Upsert(FailedRun.Collection, tenant, ended.Id, new FailedRun(ended.FlowId, ended.EndedAt ?? now)),
            DocumentWrite.Upsert(OpenFailure.Collection, Tenant.System, ended.Id, open),
        ];

    /// <summary>Makes due what others had put off; what this process has written since then is its own, and at work.</summary>
    private async Task FreeAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        string? cursor = null;
        do
        {
            var query = new DocumentQuery("due") { From = now, Descending = false, Limit = OverduePage, Cursor = cursor };
            var page = await store.QueryAsync(OpenFailure.Collection, Tenant.System, query, cancellationToken);
            foreach (var open in page.Items.Where(open => open.Document.Tries > 1 || open.Document.DueAt <= since + FirstPause))
            {
                await store.WriteAsync(
                    [DocumentWrite.Replace(OpenFailure.Collection, Tenant.System, open.Id, open.Version, open.Document with { DueAt = now })], cancellationToken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }
}
