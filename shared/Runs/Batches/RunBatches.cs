using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.Extensions.Options;

namespace HiveFlow.Runs.Batches;

/// <summary>The records of batches. A batch is on disk before its first run; how its runs end is counted by the writes that end them.</summary>
public sealed class RunBatches(IDocumentStore store, PayloadStore payloads, IFileStore files, IOptions<BatchOptions> options, TimeProvider clock)
{
    private const int OverduePage = 100;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);
    private DateTimeOffset? aloneSince;

    /// <summary>Stores a batch, or says <c>batches_too_many</c>. <paramref name="alongside"/> gives writes of the same atomic set.</summary>
    public async Task<Result<Stored<RunBatch>>> CreateAsync(
        Tenant tenant, RunBatch batch, JsonElement inputs, Func<RunBatch, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(alongside);
        var most = options.Value.MaxStarting;
        var starting = new DocumentQuery("status") { EqualTo = [BatchStatus.Starting], Limit = most };
        if ((await store.QueryAsync(RunBatch.Collection, tenant, starting, cancellationToken)).Items.Count >= most)
        {
            return BatchErrors.TooMany(most);
        }

        if (await payloads.SaveAsync(tenant, FileOf(batch.Id), inputs, cancellationToken) is not { } saved)
        {
            return RunErrors.OutputTooLarge(PayloadStore.MaxSize);
        }

        batch = batch with { Inputs = saved };
        DocumentWrite[] writes =
        [
            DocumentWrite.Insert(RunBatch.Collection, tenant, batch.Id, batch),
            DocumentWrite.Insert(OpenBatch.Collection, Tenant.System, batch.Id, new OpenBatch(tenant.Key, clock.GetUtcNow() + Lease)),
            .. alongside(batch),
        ];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied
            ? new Stored<RunBatch>(batch.Id, tenant, 1, batch)
            : RequestErrors.VersionConflict("request");
    }

    /// <summary>One of a flow; null when there is none.</summary>
    public async ValueTask<Stored<RunBatch>?> GetAsync(Tenant tenant, string flowId, string batchId, CancellationToken cancellationToken) =>
        await GetAsync(tenant, batchId, cancellationToken) is { } found && found.Document.FlowId == flowId ? found : null;

    /// <summary>One by its id; null when there is none.</summary>
    public async ValueTask<Stored<RunBatch>?> GetAsync(Tenant tenant, string batchId, CancellationToken cancellationToken) =>
        DocumentId.TryParse(batchId, out _) ? await store.GetAsync(RunBatch.Collection, tenant, batchId, cancellationToken) : null;

    /// <summary>A page of a flow's batches, newest first.</summary>
    public ValueTask<DocumentPage<RunBatch>> ListAsync(Tenant tenant, string flowId, int limit, string? cursor, CancellationToken cancellationToken) => store.QueryAsync(
        RunBatch.Collection, tenant, new DocumentQuery("flow") { EqualTo = [flowId], Limit = limit, Cursor = cursor }, cancellationToken);

    /// <summary>What the runs are given: a JSON array; null in place of one that is gone.</summary>
    public ValueTask<JsonElement> InputsAsync(Stored<RunBatch> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return payloads.LoadAsync(batch.Tenant, batch.Document.Inputs, cancellationToken);
    }

    /// <summary>Those runs of a batch that are made, of the inputs from one place on.</summary>
    public async ValueTask<IReadOnlyDictionary<int, Run>> RunsAsync(Stored<RunBatch> batch, int from, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var places = Enumerable.Range(from, Math.Max(0, Math.Min(count, batch.Document.Count - from))).ToDictionary(batch.Document.RunIdOf, StringComparer.Ordinal);
        var found = places.Count == 0 ? [] : await store.GetManyAsync(Run.Collection, batch.Tenant, places.Keys, cancellationToken);
        return found.ToDictionary(run => places[run.Id], run => run.Document);
    }

    /// <summary>How its runs have ended so far.</summary>
    public async ValueTask<BatchTally> TallyAsync(Stored<RunBatch> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Document.Ended is { } ended)
        {
            return ended;
        }

        string[] ids = [CounterOf(batch.Id, RunStatus.Completed), CounterOf(batch.Id, RunStatus.Failed), CounterOf(batch.Id, RunStatus.Cancelled)];
        var counters = await store.GetManyAsync(Counter.Collection, batch.Tenant, ids, cancellationToken);
        var values = ids.Select(id => counters.FirstOrDefault(counter => counter.Id == id)?.Document.Value ?? 0).ToArray();
        return new BatchTally(values[0], values[1], values[2]);
    }

    /// <summary>Writes a change; null when somebody else was first, or it is gone.</summary>
    public async Task<Stored<RunBatch>?> SaveAsync(Stored<RunBatch> batch, RunBatch changed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var written = await store.WriteAsync(
            [DocumentWrite.Replace(RunBatch.Collection, batch.Tenant, batch.Id, batch.Version, changed)], cancellationToken);
        return written.IsApplied ? batch with { Version = batch.Version + 1, Document = changed } : null;
    }

    /// <summary>
    /// Says that no other process sees to the same documents, before this one begins: what a process that died had begun to start is due at once, not
    /// when its lease is over.
    /// </summary>
    public void TakeOver() => aloneSince = clock.GetUtcNow();

    /// <summary>A page (of at most 100) of those that somebody has to see to, the longest overdue first.</summary>
    public ValueTask<DocumentPage<OpenBatch>> OverdueAsync(string? cursor, CancellationToken cancellationToken)
    {
        // Whatever this process leases is leased for longer.
        var now = clock.GetUtcNow();
        var before = aloneSince + Lease is { } foreign && foreign > now ? foreign : now;
        return store.QueryAsync(
            OpenBatch.Collection, Tenant.System, new DocumentQuery("due") { Before = before, Descending = false, Limit = OverduePage, Cursor = cursor }, cancellationToken);
    }

    /// <summary>Takes one for a minute, or for longer when its runs have been at work for long; false when another instance was faster.</summary>
    public async Task<bool> ClaimAsync(Stored<OpenBatch> open, RunBatch? batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        var now = clock.GetUtcNow();
        var pause = batch is { Status: BatchStatus.Running } ? (now - batch.CreatedAt) / 4 : Lease;
        var mine = open.Document with { DueAt = now + (pause < Lease ? Lease : pause > LongestPause ? LongestPause : pause) };
        return (await store.WriteAsync(
            [DocumentWrite.Replace(OpenBatch.Collection, Tenant.System, open.Id, open.Version, mine)], cancellationToken)).IsApplied;
    }

    /// <summary>The batch itself is gone.</summary>
    public Task ForgetAsync(string batchId, CancellationToken cancellationToken) =>
        store.WriteAsync([DocumentWrite.Delete(OpenBatch.Collection, Tenant.System, batchId)], cancellationToken);

    /// <summary>Closes it if all of its runs have ended: their counts go into its record, the counters and the inputs away.</summary>
    /// <returns>False when some have not ended, or it was changed meanwhile.</returns>
    public async Task<bool> CloseAsync(Stored<RunBatch> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var tally = await TallyAsync(batch, cancellationToken);
        if (tally.Ended < batch.Document.Made)
        {
            return false;
        }

        var closed = batch.Document with { Ended = tally, Status = batch.Document.Status == BatchStatus.Cancelled ? BatchStatus.Cancelled : BatchStatus.Ended };
        var written = await store.WriteAsync(
            [
                DocumentWrite.Replace(RunBatch.Collection, batch.Tenant, batch.Id, batch.Version, closed),
                DocumentWrite.Delete(OpenBatch.Collection, Tenant.System, batch.Id),
                .. RunStatus.All.Where(RunStatus.IsFinal).Select(status => DocumentWrite.Delete(Counter.Collection, batch.Tenant, CounterOf(batch.Id, status))),
            ],
            cancellationToken);
        if (written.IsApplied && batch.Document.Inputs.File is { } file)
        {
            await files.DeleteAsync(batch.Tenant, file, cancellationToken);
        }

        return written.IsApplied;
    }

    /// <summary>The write that counts how a run of a batch has ended; none for other runs.</summary>
    internal static IReadOnlyList<DocumentWrite> Counted(Tenant tenant, Run ended) =>
        ended.BatchId is { } batch ? [DocumentWrite.Increment(tenant, CounterOf(batch, ended.Status))] : [];

    private static string CounterOf(string batchId, string status) => $"batch/{batchId}/{status}";

    private static string FileOf(string batchId) => $"batches/{batchId}/inputs.json";
}
