using HiveFlow.Errors;
using HiveFlow.Live.Events;
using HiveFlow.Live.Signals;
using HiveFlow.Runs.Idempotency;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Removal;
using HiveFlow.Runs.Telemetry;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs;

/// <summary>Creates runs and finds them and their steps.</summary>
public sealed class RunStore(IDocumentStore store, RunEventLog events, PayloadStore payloads, RunMeter meter, RunNotices notices, TimeProvider clock)
{
    /// <summary>
    /// The run that was made before under a request's <see cref="NewRun.RunId"/>, or <c>run_deleted</c> where it was deleted since: whoever
    /// asks for it again must not bring it back. Null where there was none.
    /// </summary>
    public async ValueTask<Result<CreatedRun>?> FindAsync(NewRun request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RunId is not { } id)
        {
            return null;
        }

        if (await store.GetAsync(Run.Collection, Tenant.Of(request.OrganizationId), id, cancellationToken) is { } known)
        {
            return new CreatedRun(known.Document, IsNew: false);
        }

        if (await store.GetAsync(RemovedRun.Collection, Tenant.System, id, cancellationToken) is not null)
        {
            return RunErrors.RunDeleted();
        }

        return null;
    }

    /// <summary>
    /// Writes the run, its first event and its idempotency record, all or nothing, ahead of whatever this process submits next. The run
    /// is <c>queued</c>: its orchestration is still to be started (a start under the run's id, which may safely be repeated).
    /// </summary>
    public async Task<Result<CreatedRun>> CreateAsync(NewRun request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var tenant = Tenant.Of(request.OrganizationId);
        var id = request.RunId ?? request.FreshId ?? DocumentId.New(clock).ToString();
        var input = await payloads.SaveAsync(tenant, $"runs/{id}/input.json", request.Input, cancellationToken);
        if (input is null)
        {
            return RunErrors.OutputTooLarge(PayloadStore.MaxSize);
        }

        var now = clock.GetUtcNow();
        var run = NewDocument(id, request, input, now);
        var record = request.IdempotencyKey is null
            ? null
            : new IdempotencyRecord(id, request.RequestHash, now + IdempotencyRecord.Lifetime);
        List<DocumentWrite> writes = new(4)
        {
            DocumentWrite.Insert(Run.Collection, tenant, id, run),
            events.Begin(tenant, id, RunEvents.Started(run, now)),
        };
        writes.AddRange(request.Alongside);
        writes.AddRange(request.Hold?.Invoke(id) ?? []);
        if (request.RunId is not null)
        {
            return await CreateOnceAsync(tenant, request, run, writes, cancellationToken);
        }

        if (record is null)
        {
            var ahead = await store.WriteAheadAsync(writes, cancellationToken);
            if (IsLost(request, writes, ahead.Result) is { } refused)
            {
                events.Abandon(id);
                return refused;
            }

            if (request.IsQueued)
            {
                await ahead.Durable;
            }

            return Created(tenant, request, run, recordId: null);
        }

        var recordId = IdempotencyRecord.IdOf($"{request.OrganizationId}/{request.KeyId ?? request.UserId}", request.IdempotencyKey!);
        writes.Add(DocumentWrite.Insert(IdempotencyRecord.Collection, tenant, recordId, record));
        var result = await store.WriteAsync(writes, cancellationToken);
        if (result.IsApplied)
        {
            return Created(tenant, request, run, recordId);
        }

        events.Abandon(id);
        if (IsLost(request, writes, result) is { } lost)
        {
            return lost;
        }

        return await FindStartedAsync(tenant, recordId, record, cancellationToken);
    }

    /// <summary>
    /// Takes back a new run whose orchestration could not be begun: as if it had never been asked for, so that the same request may come
    /// again. Writes that were made alongside stay.
    /// </summary>
    public async Task UndoAsync(CreatedRun created, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(created);
        events.Abandon(created.Run.Id);
        await store.WriteAsync(created.Undo, cancellationToken);
    }

    /// <summary>The run of that id; null when there is none for this organization.</summary>
    public async ValueTask<Stored<Run>?> GetAsync(DocumentId organizationId, string runId, CancellationToken cancellationToken) =>
        DocumentId.TryParse(runId, out _)
            ? await store.GetAsync(Run.Collection, Tenant.Of(organizationId), runId, cancellationToken)
            : null;

    /// <summary>A page of runs, newest first; an invalid cursor throws <see cref="InvalidCursorException"/>.</summary>
    public ValueTask<DocumentPage<Run>> ListAsync(DocumentId organizationId, RunFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        (string Index, IReadOnlyList<IndexValue> EqualTo) choice = (filter.FlowId, filter.Status) switch
        {
            (null, null) => ("created", []),
            ({ } flow, null) => ("flow", [flow]),
            (null, { } status) => ("status", [status]),
            ({ } flow, { } status) => ("flow_status", [flow, status]),
        };
        var query = new DocumentQuery(choice.Index)
        {
            EqualTo = choice.EqualTo,
            From = filter.From is { } from ? from : IndexValue.None,
            Before = filter.To is { } to ? to : IndexValue.None,
            Limit = filter.Limit,
            Cursor = filter.Cursor,
        };
        return store.QueryAsync(Run.Collection, Tenant.Of(organizationId), query, cancellationToken);
    }

    /// <summary>A page of a run's steps in the order they began.</summary>
    public ValueTask<DocumentPage<RunStep>> StepsAsync(
        DocumentId organizationId, string runId, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(
            RunStep.Collection,
            Tenant.Of(organizationId),
            new DocumentQuery("run") { EqualTo = [runId], Descending = false, Limit = limit, Cursor = cursor },
            cancellationToken);

    /// <summary>The step of a run that began last; null for none.</summary>
    public async ValueTask<RunStep?> LastStepAsync(DocumentId organizationId, string runId, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("run") { EqualTo = [runId], Limit = 1 };
        var page = await store.QueryAsync(RunStep.Collection, Tenant.Of(organizationId), query, cancellationToken);
        return page.Items.Count == 0 ? null : page.Items[0].Document;
    }

    private static Error? IsLost(NewRun request, IReadOnlyList<DocumentWrite> writes, WriteResult result) =>
        !result.IsApplied && result.IsUnmet(writes) ? request.HoldLost : null;

    private CreatedRun Created(Tenant tenant, NewRun request, Run run, string? recordId)
    {
        List<DocumentWrite> undo =
        [
            DocumentWrite.Delete(Run.Collection, tenant, run.Id),
            DocumentWrite.Delete(RunEventBatch.Collection, tenant, RunEventBatch.IdOf(run.Id, 1)),
            .. request.Release?.Invoke(run.Id) ?? [],
        ];
        if (recordId is not null)
        {
            undo.Add(DocumentWrite.Delete(IdempotencyRecord.Collection, tenant, recordId));
        }

        meter.Started(run.Trigger);
        notices.Publish(new RunNotice(run.OrganizationId, run.FlowId, run.Id, run.Status));
        return new CreatedRun(run, IsNew: true) { Undo = undo, IsQueued = request.IsQueued };
    }

    private static Run NewDocument(string id, NewRun request, Payload input, DateTimeOffset now) => new()
    {
        Id = id,
        OrganizationId = request.OrganizationId.ToString(),
        FlowId = request.FlowId,
        FlowName = request.FlowName,
        FlowHash = request.FlowHash,
        FlowVersion = request.FlowVersion,
        Status = RunStatus.Queued,
        Trigger = request.Trigger,
        TriggerId = request.TriggerId,
        UserId = request.UserId,
        ActsFor = request.ActsFor ?? request.UserId,
        KeyId = request.KeyId,
        KeyFlows = request.KeyFlows,
        RetryOf = request.RetryOf,
        LongestSeconds = request.Longest is { } longest ? Math.Max(1, (long)longest.TotalSeconds) : null,
        Queued = request.IsQueued ? request.Start : null,
        BatchId = request.BatchId,
        Trace = RunTraces.Context(),
        ParentRunId = request.ParentRunId,
        Depth = request.Depth,
        CreatedAt = now,
        Input = input,
        Reserved = request.Reserved,
        Limited = request.Limited,
    };

    private async Task<Result<CreatedRun>> CreateOnceAsync(
        Tenant tenant, NewRun request, Run run, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        var result = await store.WriteAsync(writes, cancellationToken);
        if (result.IsApplied)
        {
            return Created(tenant, request, run, recordId: null);
        }

        events.Abandon(run.Id);
        if (IsLost(request, writes, result) is { } lost)
        {
            return lost;
        }

        return await store.GetAsync(Run.Collection, tenant, run.Id, cancellationToken) is { } first
            ? new CreatedRun(first.Document, IsNew: false)
            : throw new StoreUnavailableException("The run that was made first went away between two looks.");
    }

    private async Task<Result<CreatedRun>> FindStartedAsync(
        Tenant tenant, string recordId, IdempotencyRecord mine, CancellationToken cancellationToken)
    {
        var known = await store.GetAsync(IdempotencyRecord.Collection, tenant, recordId, cancellationToken);
        if (known is null)
        {
            throw new StoreUnavailableException("The idempotency record went away between two looks.");
        }

        if (!string.Equals(known.Document.RequestHash, mine.RequestHash, StringComparison.Ordinal))
        {
            return RunErrors.IdempotencyMismatch();
        }

        var run = await store.GetAsync(Run.Collection, tenant, known.Document.RunId, cancellationToken);
        return run is null ? RequestErrors.NotFound("run") : new CreatedRun(run.Document, IsNew: false);
    }
}
