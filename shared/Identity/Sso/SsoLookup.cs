using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>Finds a connection for somebody who has not logged in: by its id alone.</summary>
internal sealed class SsoLookup(IDocumentStore store)
{
    /// <summary>The connection when it is there, enabled and of that kind; null otherwise.</summary>
    public async Task<SsoConnection?> FindAsync(string id, SsoKind kind, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(id, out _))
        {
            return null;
        }

        var place = await store.GetAsync(SsoConnectionPlace.Collection, Tenant.System, id, cancellationToken);
        if (place is null || !DocumentId.TryParse(place.Document.OrganizationId, out var organization))
        {
            return null;
        }

        var stored = await store.GetAsync(SsoConnectionDocument.Collection, Tenant.Of(organization), id, cancellationToken);
        return stored is { Document.IsEnabled: true } && stored.Document.Kind == kind
            ? new SsoConnection(id, organization.ToString(), stored.Document)
            : null;
    }
}
