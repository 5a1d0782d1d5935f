using HiveFlow.Authoring.Credentials;
using HiveFlow.Authoring.Editing;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring;

/// <summary>
/// An organization's flows: made, found, changed with optimistic concurrency, removed. Saving is tolerant: what could not run is kept as it
/// came and named by validation.
/// </summary>
public sealed class FlowCatalog
{
    private const int MaxRaces = 10;
    private static readonly TimeSpan ActivityGrain = TimeSpan.FromMinutes(1);

    private readonly IDocumentStore store;
    private readonly FlowCredentials credentials;
    private readonly TimeProvider clock;
    private readonly FlowFollower[] followers;

    internal FlowCatalog(IDocumentStore store, FlowCredentials credentials, TimeProvider clock, params IEnumerable<FlowFollower> followers)
    {
        this.followers = [.. followers];
        this.store = store;
        this.credentials = credentials;
        this.clock = clock;
    }

    /// <summary>Makes a flow: a draft, paused.</summary>
    public Task<Result<Flow>> CreateAsync(Tenant tenant, string owner, FlowDraft draft, CancellationToken cancellationToken) =>
        CreateAsync(tenant, owner, draft, static _ => [], cancellationToken);

    /// <summary>
    /// Makes a flow together with other writes or not at all. Fails as <c>version_conflict</c> when one of those was refused.
    /// </summary>
    public async Task<Result<Flow>> CreateAsync(
        Tenant tenant, string owner, FlowDraft draft, Func<Flow, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(alongside);
        var now = clock.GetUtcNow();
        var flow = new Flow
        {
            Id = DocumentId.New(clock).ToString(),
            Name = string.Empty,
            Status = FlowStatus.Draft,
            ExecutionState = FlowStatus.Paused,
            Nodes = FlowRules.EmptyArray,
            Edges = FlowRules.EmptyArray,
            Owner = owner,
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
            ActiveAt = now,
        };
        var filled = FlowRules.Apply(flow, draft);
        if (!filled.IsSuccess)
        {
            return filled;
        }

        if (await credentials.FaultAsync(tenant, owner, before: null, filled.Value, cancellationToken) is { } fault)
        {
            return fault;
        }

        DocumentWrite[] writes =
        [
            DocumentWrite.Insert(Flow.Collection, tenant, flow.Id, filled.Value),
            .. AppInstances.Changes(tenant, flow.Id, before: null, filled.Value),
            .. FlowCredentials.Changes(tenant, flow.Id, before: null, filled.Value),
            .. await FollowAsync(tenant, before: null, filled.Value, cancellationToken),
            .. alongside(filled.Value),
        ];
        var result = await store.WriteAsync(writes, cancellationToken);
        return result.IsApplied ? filled : RequestErrors.VersionConflict("request");
    }

    /// <summary>The flow of that id; null when there is none for this organization.</summary>
    public async ValueTask<Stored<Flow>?> GetAsync(Tenant tenant, string flowId, CancellationToken cancellationToken) =>
        DocumentId.TryParse(flowId, out _) ? await store.GetAsync(Flow.Collection, tenant, flowId, cancellationToken) : null;

    /// <summary>The flows of those ids (at most 1,000) that this organization has, in no order.</summary>
    public ValueTask<IReadOnlyList<Stored<Flow>>> GetManyAsync(
        Tenant tenant, IReadOnlyCollection<string> flowIds, CancellationToken cancellationToken) =>
        store.GetManyAsync(Flow.Collection, tenant, flowIds, cancellationToken);

    /// <summary>A page of flows.</summary>
    public ValueTask<DocumentPage<Flow>> ListAsync(Tenant tenant, FlowFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return store.QueryAsync(
            Flow.Collection,
            tenant,
            new DocumentQuery(filter.Status is null ? "active" : "status")
            {
                EqualTo = filter.Status is null ? [] : [filter.Status],
                Limit = filter.Limit,
                Cursor = filter.Cursor,
            },
            cancellationToken);
    }

    /// <summary>The flows (at most 200) with a <c>hiveapp</c> node of that instance.</summary>
    public async Task<IReadOnlyList<Flow>> ByAppInstanceAsync(Tenant tenant, string instanceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instanceId);
        if (instanceId.Length > AppInstances.MaxLength)
        {
            return [];
        }

        var links = await store.QueryAsync(
            AppInstanceLink.Collection, tenant, new DocumentQuery("instance") { EqualTo = [instanceId], Limit = 200 }, cancellationToken);
        if (links.Items.Count == 0)
        {
            return [];
        }

        var flows = await store.GetManyAsync(Flow.Collection, tenant, [.. links.Items.Select(link => link.Document.FlowId)], cancellationToken);
        return [.. flows.Select(flow => flow.Document).OrderByDescending(flow => flow.ActiveAt)];
    }

    /// <summary>The flows (at most 200) that name that credential.</summary>
    public async Task<IReadOnlyList<Flow>> ByCredentialAsync(Tenant tenant, string credentialId, CancellationToken cancellationToken)
    {
        var links = await store.QueryAsync(
            CredentialLink.Collection, tenant, new DocumentQuery("credential") { EqualTo = [credentialId], Limit = 200 }, cancellationToken);
        if (links.Items.Count == 0)
        {
            return [];
        }

        var flows = await store.GetManyAsync(Flow.Collection, tenant, [.. links.Items.Select(link => link.Document.FlowId)], cancellationToken);
        return [.. flows.Select(flow => flow.Document).OrderByDescending(flow => flow.ActiveAt)];
    }

    /// <summary>
    /// Changes a flow. The change is made on what is there and made again when somebody else was faster; with
    /// <paramref name="expectedVersion"/> a lost race is <c>version_conflict</c> instead.
    /// </summary>
    /// <param name="tenant">Whose flow.</param>
    /// <param name="userId">
    /// Who changes it and so needs the right to the credentials it names; null where neither nodes nor edges can change.
    /// </param>
    /// <param name="flowId">Which.</param>
    /// <param name="expectedVersion">The version that is changed; null for any.</param>
    /// <param name="change">Makes the flow that is to be out of the one that is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Result<Flow>> ChangeAsync(
        Tenant tenant, string? userId, string flowId, long? expectedVersion, Func<Flow, Result<Flow>> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAsync(tenant, userId, flowId, expectedVersion, change, static _ => [], cancellationToken);
    }

    private async Task<Result<Flow>> ChangeAsync(
        Tenant tenant,
        string? userId,
        string flowId,
        long? expectedVersion,
        Func<Flow, Result<Flow>> change,
        Func<Flow, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await GetAsync(tenant, flowId, cancellationToken) is not { } stored)
            {
                return RequestErrors.NotFound("flow");
            }

            var before = stored.Document;
            if (expectedVersion is { } expected && expected != before.Version)
            {
                return RequestErrors.VersionConflict("flow");
            }

            var changed = change(before);
            if (!changed.IsSuccess)
            {
                return changed;
            }

            var now = clock.GetUtcNow();
            var after = changed.Value with { Version = before.Version + 1, UpdatedAt = now, ActiveAt = now };
            if (await credentials.FaultAsync(tenant, userId, before, after, cancellationToken) is { } fault)
            {
                return fault;
            }

            DocumentWrite[] writes =
            [
                DocumentWrite.Replace(Flow.Collection, tenant, flowId, stored.Version, after),
                .. AppInstances.Changes(tenant, flowId, before, after),
                .. FlowCredentials.Changes(tenant, flowId, before, after),
                .. await FollowAsync(tenant, before, after, cancellationToken),
                .. alongside(after),
            ];
            var result = await store.WriteAsync(writes, cancellationToken);
            if (result.IsApplied)
            {
                return after;
            }
        }

        return RequestErrors.VersionConflict("flow");
    }

    /// <summary>Edits nodes and edges of whatever version is there; an error of the edit leaves the flow as it is.</summary>
    public Task<Result<Flow>> EditAsync(
        Tenant tenant, string userId, string flowId, Func<FlowContent, Error?> edit, CancellationToken cancellationToken) =>
        EditAsync(tenant, userId, flowId, edit, static _ => [], cancellationToken);

    /// <summary>The same with more to write in the same atomic write; when that is refused, the flow stays as it is.</summary>
    public Task<Result<Flow>> EditAsync(
        Tenant tenant,
        string userId,
        string flowId,
        Func<FlowContent, Error?> edit,
        Func<Flow, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edit);
        ArgumentNullException.ThrowIfNull(alongside);
        return ChangeAsync(
            tenant,
            userId,
            flowId,
            null,
            flow =>
            {
                var content = FlowContent.Of(flow);
                return edit(content) is { } error ? error : content.PutInto(flow);
            },
            alongside,
            cancellationToken);
    }

    /// <summary>Replaces what the draft names.</summary>
    public Task<Result<Flow>> ReplaceAsync(Tenant tenant, string userId, string flowId, FlowDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return ChangeAsync(tenant, userId, flowId, draft.Version, flow => FlowRules.Apply(flow, draft), cancellationToken);
    }

    /// <summary>Sets status and execution state together: triggers start runs, or do not.</summary>
    /// <param name="tenant">Whose flow.</param>
    /// <param name="flowId">Which.</param>
    /// <param name="state">active or paused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Result<Flow>> SetStateAsync(Tenant tenant, string flowId, string state, CancellationToken cancellationToken) =>
        ChangeAsync(
            tenant,
            userId: null,
            flowId,
            null,
            flow => flow.Status == FlowStatus.Archived ? FlowErrors.Archived() : flow with { Status = state, ExecutionState = state },
            cancellationToken);

    /// <summary>Puts a flow away, or takes it out again (as a paused one).</summary>
    public Task<Result<Flow>> ArchiveAsync(Tenant tenant, string flowId, bool isArchived, CancellationToken cancellationToken) =>
        ChangeAsync(
            tenant,
            userId: null,
            flowId,
            null,
            flow => flow with { Status = isArchived ? FlowStatus.Archived : FlowStatus.Paused, ExecutionState = FlowStatus.Paused },
            cancellationToken);

    /// <summary>Removes a flow; its runs stay until their retention ends.</summary>
    public Task<Result> DeleteAsync(Tenant tenant, string flowId, long? expectedVersion, CancellationToken cancellationToken) =>
        DeleteAsync(tenant, flowId, expectedVersion, [], cancellationToken);

    /// <summary>The same, with writes that belong to it and can't be refused.</summary>
    public async Task<Result> DeleteAsync(
        Tenant tenant, string flowId, long? expectedVersion, IReadOnlyList<DocumentWrite> alongside, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await GetAsync(tenant, flowId, cancellationToken) is not { } stored)
            {
                return RequestErrors.NotFound("flow");
            }

            if (expectedVersion is { } expected && expected != stored.Document.Version)
            {
                break;
            }

            DocumentWrite[] writes =
            [
                DocumentWrite.Delete(Flow.Collection, tenant, flowId, stored.Version),
                .. AppInstances.Changes(tenant, flowId, stored.Document, after: null),
                .. FlowCredentials.Changes(tenant, flowId, stored.Document, after: null),
                .. await FollowAsync(tenant, stored.Document, after: null, cancellationToken),
                .. alongside,
            ];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("flow");
    }

    /// <summary>
    /// The write that moves a flow to the front of the list because it is run; null when it has been there within the last minute. May
    /// lose a race harmlessly, so it must not be part of an atomic set with anything else.
    /// </summary>
    public DocumentWrite? Touch(Stored<Flow> flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var now = clock.GetUtcNow();
        return now - flow.Document.ActiveAt < ActivityGrain
            ? null
            : DocumentWrite.Replace(Flow.Collection, flow.Tenant, flow.Id, flow.Version, flow.Document with { ActiveAt = now });
    }

    private async ValueTask<IReadOnlyList<DocumentWrite>> FollowAsync(Tenant tenant, Flow? before, Flow? after, CancellationToken cancellationToken)
    {
        List<DocumentWrite> writes = [];
        foreach (var follower in followers)
        {
            writes.AddRange(await follower(tenant, before, after, cancellationToken));
        }

        return writes;
    }
}
