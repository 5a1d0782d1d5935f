using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Versions;

/// <summary>Publishes flows and brings old versions back.</summary>
public sealed class FlowVersions(IDocumentStore store, FlowCatalog catalog, TimeProvider clock)
{
    private const int MaxRaces = 10;

    /// <summary>Publishes the flow as it is: triggers use the latest published version from now on.</summary>
    public Task<Result<FlowVersion>> PublishAsync(Tenant tenant, string flowId, string userId, CancellationToken cancellationToken) =>
        PublishAsync(tenant, flowId, userId, static _ => [], cancellationToken);

    /// <summary>The same, with writes that belong to it.</summary>
    public async Task<Result<FlowVersion>> PublishAsync(
        Tenant tenant, string flowId, string userId, Func<FlowVersion, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await catalog.GetAsync(tenant, flowId, cancellationToken) is not { } stored)
            {
                return RequestErrors.NotFound("flow");
            }

            var flow = stored.Document;
            var now = clock.GetUtcNow();
            var version = new FlowVersion(
                flow.Id, flow.PublishedVersion + 1, flow.Name, flow.Description, flow.Nodes, flow.Edges, userId, now)
            {
                Extra = flow.Extra,
            };
            var published = flow with { PublishedVersion = version.Number, Version = flow.Version + 1, UpdatedAt = now, ActiveAt = now };
            DocumentWrite[] writes =
            [
                DocumentWrite.Replace(Flow.Collection, tenant, flowId, stored.Version, published),
                DocumentWrite.Insert(FlowVersion.Collection, tenant, FlowVersion.IdOf(flowId, version.Number), version),
                .. alongside(version),
            ];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return version;
            }
        }

        return RequestErrors.VersionConflict("flow");
    }

    /// <summary>A published version; null when there is none of that number.</summary>
    public async ValueTask<FlowVersion?> GetAsync(Tenant tenant, string flowId, int number, CancellationToken cancellationToken) =>
        DocumentId.TryParse(flowId, out _)
            ? (await store.GetAsync(FlowVersion.Collection, tenant, FlowVersion.IdOf(flowId, number), cancellationToken))?.Document
            : null;

    /// <summary>A page of published versions, latest first.</summary>
    public ValueTask<DocumentPage<FlowVersion>> ListAsync(Tenant tenant, string flowId, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(
            FlowVersion.Collection, tenant, new DocumentQuery("flow") { EqualTo = [flowId], Limit = limit, Cursor = cursor }, cancellationToken);

    /// <summary>Makes an old version's content the flow's present one; what is published stays as it is.</summary>
    public async Task<Result<Flow>> RestoreAsync(Tenant tenant, string userId, string flowId, int number, CancellationToken cancellationToken)
    {
        if (await GetAsync(tenant, flowId, number, cancellationToken) is not { } version)
        {
            return RequestErrors.NotFound("version");
        }

        return await catalog.ChangeAsync(
            tenant,
            userId,
            flowId,
            null,
            flow => FlowRules.WithContent(flow with { Extra = version.Extra ?? flow.Extra }, version.Nodes, version.Edges),
            cancellationToken);
    }
}
