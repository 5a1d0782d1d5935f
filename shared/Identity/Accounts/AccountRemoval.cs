using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Sessions;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>
/// Removes what deleted accounts leave beside their organizations: sessions, API keys, and memberships that came into being while the
/// account was being deleted. In small batches that can be repeated, its own record last, so that a crash loses nothing but time.
/// </summary>
public sealed class AccountRemoval
{
    private const int Batch = 100;
    private readonly IDocumentStore store;
    private readonly TimeProvider clock;

    internal AccountRemoval(IDocumentStore store, TimeProvider clock)
    {
        this.store = store;
        this.clock = clock;
    }

    /// <summary>People whose accounts were deleted and of whom something is left, at most 20.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("id") { Descending = false, Limit = 20 };
        var page = await store.QueryAsync(AccountRemovalDocument.Collection, Tenant.System, query, cancellationToken);
        return [.. page.Items.Select(r => r.Id)];
    }

    /// <summary>The organizations that a person was in whose account was deleted; none when nothing of it is left.</summary>
    public async Task<IReadOnlyList<DocumentId>> OrganizationsAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var removal = await store.GetAsync(AccountRemovalDocument.Collection, Tenant.System, userId, cancellationToken);
        List<DocumentId> ids = [];
        foreach (var organization in removal?.Document.OrganizationIds ?? [])
        {
            if (DocumentId.TryParse(organization, out var id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>One batch. True when nothing is left.</summary>
    public async Task<bool> RemoveSomeAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var removal = await store.GetAsync(AccountRemovalDocument.Collection, Tenant.System, userId, cancellationToken);
        if (removal is null)
        {
            return true;
        }

        var sessions = await store.QueryAsync(
            SessionDocument.Collection,
            Tenant.System,
            new DocumentQuery(SessionDocument.ByUser) { EqualTo = [userId], Limit = Batch },
            cancellationToken);
        if (await RemoveAsync([.. sessions.Items.Select(s => DocumentWrite.Delete(SessionDocument.Collection, Tenant.System, s.Id))], cancellationToken))
        {
            return false;
        }

        var late = await store.QueryAsync(
            MemberDocument.Collection,
            Tenant.System,
            new DocumentQuery(MemberDocument.ByUser) { EqualTo = [userId], Limit = 1 },
            cancellationToken);
        foreach (var organizationId in removal.Document.OrganizationIds.Concat(late.Items.Select(m => m.Document.OrganizationId)))
        {
            var query = new DocumentQuery(ApiKeyDocument.ByOwner) { EqualTo = [organizationId, userId], Limit = Batch };
            var keys = await store.QueryAsync(ApiKeyDocument.Collection, Tenant.System, query, cancellationToken);
            if (await RemoveAsync([.. keys.Items.Select(k => DocumentWrite.Delete(ApiKeyDocument.Collection, Tenant.System, k.Id))], cancellationToken))
            {
                return false;
            }
        }

        if (late.Items.Count > 0)
        {
            await RemoveLateAsync(late.Items[0], cancellationToken);
            return false;
        }

        await store.WriteAsync([DocumentWrite.Delete(AccountRemovalDocument.Collection, Tenant.System, userId)], cancellationToken);
        return true;
    }

    // An organization that was made at that very moment has nobody else: it goes too.
    private async Task RemoveLateAsync(Stored<MemberDocument> member, CancellationToken cancellationToken)
    {
        var organizationId = member.Document.OrganizationId;
        var query = new DocumentQuery(MemberDocument.ByOrganization) { EqualTo = [organizationId], Limit = 2 };
        var all = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);
        var organization = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId, cancellationToken);
        List<DocumentWrite> writes = [DocumentWrite.Delete(MemberDocument.Collection, Tenant.System, member.Id)];
        if (organization is { Document.DeletedAt: null } && all.Items.Count < 2)
        {
            var gone = organization.Document with { DeletedAt = clock.GetUtcNow() };
            writes.Add(DocumentWrite.Replace(OrganizationDocument.Collection, Tenant.System, organizationId, organization.Version, gone));
        }

        await store.WriteAsync(writes, cancellationToken);
    }

    private async Task<bool> RemoveAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        if (writes.Count > 0)
        {
            await store.WriteAsync(writes, cancellationToken);
        }

        return writes.Count > 0;
    }
}
