using HiveFlow.Audit;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sso;

/// <summary>
/// Looks at proven domains again, each once a day: whose record was missing for a week is no longer proven, for the domain may be
/// somebody else's by now. Resolvers that do not answer change nothing.
/// </summary>
public sealed class DomainRecheck
{
    private const int MostAtOnce = 200;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);
    private readonly IDocumentStore store;
    private readonly OrganizationDomains domains;
    private readonly TimeProvider clock;
    private readonly SsoOptions options;

    internal DomainRecheck(IDocumentStore store, OrganizationDomains domains, IOptions<SsoOptions> options, TimeProvider clock)
    {
        this.store = store;
        this.domains = domains;
        this.clock = clock;
        this.options = options.Value;
    }

    /// <summary>Looks at those that are due, the longest waiting first, at most 200. Gives how many there were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(VerifiedDomainDocument.ByCheck) { Before = clock.GetUtcNow(), Descending = false, Limit = MostAtOnce };
        var due = await store.QueryAsync(VerifiedDomainDocument.Collection, Tenant.System, query, cancellationToken);
        foreach (var domain in due.Items)
        {
            await LookAsync(domain, cancellationToken);
        }

        return due.Items.Count;
    }

    private async Task LookAsync(Stored<VerifiedDomainDocument> domain, CancellationToken cancellationToken)
    {
        var claim = DocumentId.TryParse(domain.Document.OrganizationId, out var organization)
            ? await store.GetAsync(DomainClaimDocument.Collection, Tenant.Of(organization), domain.Document.ClaimId, cancellationToken)
            : null;
        if (claim is null)
        {
            await store.WriteAsync([DocumentWrite.Delete(VerifiedDomainDocument.Collection, Tenant.System, domain.Id, domain.Version)], cancellationToken);
            return;
        }

        var now = clock.GetUtcNow();
        var present = await domains.IsPresentAsync(domain.Document.OrganizationId, claim.Document, cancellationToken);
        if (!present.IsSuccess)
        {
            var later = domain.Document with { CheckAt = now + RetryAfter };
            await store.WriteAsync([DocumentWrite.Replace(VerifiedDomainDocument.Collection, Tenant.System, domain.Id, domain.Version, later)], cancellationToken);
            return;
        }

        DateTimeOffset? missingSince = present.Value ? null : claim.Document.MissingSince ?? now;
        var isLost = missingSince is { } since && now - since >= options.DomainGrace;
        var seen = claim.Document with
        {
            CheckedAt = now,
            MissingSince = isLost ? null : missingSince,
            VerifiedAt = isLost ? null : claim.Document.VerifiedAt,
        };
        List<DocumentWrite> writes = [DocumentWrite.Replace(DomainClaimDocument.Collection, Tenant.Of(organization), claim.Id, claim.Version, seen)];
        if (isLost)
        {
            writes.Add(DocumentWrite.Delete(VerifiedDomainDocument.Collection, Tenant.System, domain.Id, domain.Version));
            writes.Add(domains.Entry("domain.lost", Tenant.Of(organization), claim.Id, domain.Id, AuditActor.System("domain recheck")));
        }
        else
        {
            var next = domain.Document with { CheckAt = now + options.RecheckDomainsAfter };
            writes.Add(DocumentWrite.Replace(VerifiedDomainDocument.Collection, Tenant.System, domain.Id, domain.Version, next));
        }

        // A lost race means that an admin just verified or removed it: nothing is left to do.
        await store.WriteAsync(writes, cancellationToken);
    }
}
