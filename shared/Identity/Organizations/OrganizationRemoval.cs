using HiveFlow.Audit;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Origins;
using HiveFlow.Identity.Sso;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Identity.Organizations;

/// <summary>
/// Removes what deleted organizations own, in small batches that can be repeated: documents of every collection but the audit log
/// (which its own retention ends), verified domains and origins, then keys and memberships, and the organization's record last, so that a crash loses nothing but time.
/// </summary>
public sealed class OrganizationRemoval
{
    private const int Batch = 100;
    private const string AuditCollection = "audit";
    private readonly IDocumentStore store;
    private readonly IFileStore files;
    private readonly IReadOnlyList<ICollectionDefinition> collections;
    private readonly AuditLog audit;

    internal OrganizationRemoval(IDocumentStore store, IFileStore files, IEnumerable<ICollectionDefinition> collections, AuditLog audit)
    {
        this.store = store;
        this.files = files;
        this.collections = [.. collections.Where(c => c.Name != AuditCollection).DistinctBy(c => c.Name)];
        this.audit = audit;
    }

    /// <summary>Organizations that were deleted and are not gone yet, the longest waiting first, at most 20.</summary>
    public async Task<IReadOnlyList<DocumentId>> PendingAsync(CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(OrganizationDocument.ByDeletion) { From = 0L, Descending = false, Limit = 20 };
        var page = await store.QueryAsync(OrganizationDocument.Collection, Tenant.System, query, cancellationToken);
        return [.. page.Items.Select(o => DocumentId.TryParse(o.Id, out var id) ? id : throw new InvalidOperationException("An organization's id is none."))];
    }

    /// <summary>One batch of a deleted organization. True when nothing of it is left.</summary>
    public async Task<bool> RemoveSomeAsync(DocumentId organization, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organization.ToString(), cancellationToken);
        if (stored?.Document.DeletedAt is null)
        {
            return true;
        }

        var tenant = Tenant.Of(organization);
        await RemovePlacesAsync(tenant, stored.Id, cancellationToken);
        foreach (var collection in collections)
        {
            if (await collection.RemoveSomeAsync(store, tenant, Batch, cancellationToken) > 0)
            {
                return false;
            }
        }

        // After the documents that name them: what still runs for a moment finds its payloads.
        if (await files.DeleteSomeAsync(tenant, folder: null, Batch, cancellationToken) > 0)
        {
            return false;
        }

        if (await RemoveKeysAsync(organization, cancellationToken) || await RemoveMembersAsync(organization, cancellationToken))
        {
            return false;
        }

        var act = new AuditAct("organization.removed", AuditActor.System("organization removal"), Tenant.System)
        {
            TargetType = "organization",
            TargetId = stored.Id,
        };
        await store.WriteAsync(
            [DocumentWrite.Delete(OrganizationDocument.Collection, Tenant.System, stored.Id, stored.Version), audit.Entry(act)], cancellationToken);
        return true;
    }

    // What logins find before they know an organization; ahead of the batch of documents, in the same order, that names them.
    private async Task RemovePlacesAsync(Tenant tenant, string organizationId, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("id") { Limit = Batch };
        var connections = await store.QueryAsync(SsoConnectionDocument.Collection, tenant, query, cancellationToken);
        List<DocumentWrite> writes =
            [.. connections.Items.Select(c => DocumentWrite.Delete(SsoConnectionPlace.Collection, Tenant.System, c.Id))];
        var claims = await store.QueryAsync(DomainClaimDocument.Collection, tenant, query, cancellationToken);
        foreach (var claim in claims.Items)
        {
            var domain = claim.Document.Domain;
            var verified = await store.GetAsync(VerifiedDomainDocument.Collection, Tenant.System, domain, cancellationToken);
            if (verified?.Document.OrganizationId == organizationId)
            {
                writes.Add(DocumentWrite.Delete(VerifiedDomainDocument.Collection, Tenant.System, domain, verified.Version));
            }
        }

        var origins = await store.GetAsync(OriginsDocument.Collection, tenant, organizationId, cancellationToken);
        foreach (var entry in origins?.Document.Entries ?? [])
        {
            if (await OrganizationOrigins.ReleaseAsync(store, entry.Origin, organizationId, cancellationToken) is { } release)
            {
                writes.Add(release);
            }
        }

        if (writes.Count > 0)
        {
            await store.WriteAsync(writes, cancellationToken);
        }
    }

    private async Task<bool> RemoveKeysAsync(DocumentId organization, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(ApiKeyDocument.ByOwner) { EqualTo = [organization], Limit = Batch };
        var page = await store.QueryAsync(ApiKeyDocument.Collection, Tenant.System, query, cancellationToken);
        if (page.Items.Count == 0)
        {
            return false;
        }

        await store.WriteAsync([.. page.Items.Select(k => DocumentWrite.Delete(ApiKeyDocument.Collection, Tenant.System, k.Id))], cancellationToken);
        return true;
    }

    private async Task<bool> RemoveMembersAsync(DocumentId organization, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(MemberDocument.ByOrganization) { EqualTo = [organization], Limit = Batch };
        var page = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);
        if (page.Items.Count == 0)
        {
            return false;
        }

        await store.WriteAsync([.. page.Items.Select(m => DocumentWrite.Delete(MemberDocument.Collection, Tenant.System, m.Id))], cancellationToken);
        return true;
    }
}
