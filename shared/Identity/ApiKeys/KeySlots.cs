using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>A person's numbered places for keys in one organization; a unique index decides that each holds one.</summary>
internal sealed class KeySlots(IDocumentStore store, IOptions<IdentityOptions> options)
{
    private readonly int limit = options.Value.KeysPerPerson;

    /// <summary>Whether there is room for one more, as far as one can know before trying.</summary>
    public async Task<Error?> RoomAsync(string organizationId, string userId, CancellationToken cancellationToken) =>
        (await TakenAsync(organizationId, userId, cancellationToken)).Count < limit ? null : ApiKeyErrors.Limit(limit);

    /// <summary>
    /// Puts a new key into the first free place, together with other writes or not at all. Fails as <c>api_key_limit</c>, or as
    /// <c>version_conflict</c> when one of the other writes was refused.
    /// </summary>
    public async Task<Result<ApiKeyDocument>> InsertAsync(
        DocumentId id, ApiKeyDocument key, IReadOnlyList<DocumentWrite> alongside, CancellationToken cancellationToken)
    {
        var taken = await TakenAsync(key.OrganizationId, key.UserId, cancellationToken);
        for (var slot = 0; slot < limit; slot++)
        {
            if (taken.Contains(slot))
            {
                continue;
            }

            var placed = key with { Slot = slot };
            var result = await store.WriteAsync(
                [DocumentWrite.Insert(ApiKeyDocument.Collection, Tenant.System, id.ToString(), placed), .. alongside], cancellationToken);
            if (result.IsApplied)
            {
                return placed;
            }

            if (result.FailedIndex != 0)
            {
                return RequestErrors.VersionConflict("request");
            }
        }

        return ApiKeyErrors.Limit(limit);
    }

    private async Task<HashSet<int>> TakenAsync(string organizationId, string userId, CancellationToken cancellationToken)
    {
        var taken = new HashSet<int>();
        string? cursor = null;
        do
        {
            var query = new DocumentQuery(ApiKeyDocument.ByOwner) { EqualTo = [organizationId, userId], Limit = 1_000, Cursor = cursor };
            var page = await store.QueryAsync(ApiKeyDocument.Collection, Tenant.System, query, cancellationToken);
            taken.UnionWith(page.Items.Select(k => k.Document.Slot));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return taken;
    }
}
