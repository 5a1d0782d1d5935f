using System.Buffers.Text;
using System.Security.Cryptography;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sso;

/// <summary>
/// The domains that organizations claim and prove by a TXT record. Many may claim one, one can prove it; who has proven it keeps it
/// while the record stands.
/// </summary>
public sealed class OrganizationDomains
{
    private const int Most = 50;
    private const int TokenBytes = 16;
    private readonly IDocumentStore store;
    private readonly DomainRecords records;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;
    private readonly SsoOptions options;

    internal OrganizationDomains(IDocumentStore store, DomainRecords records, AuditLog audit, IOptions<SsoOptions> options, TimeProvider clock)
    {
        this.store = store;
        this.records = records;
        this.audit = audit;
        this.clock = clock;
        this.options = options.Value;
    }

    /// <summary>All of an organization's, the newest first; there are at most 50.</summary>
    public async Task<IReadOnlyList<DomainView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return [.. (await AllAsync(caller, cancellationToken)).Select(c => View(c.Id, c.Document))];
    }

    /// <summary>Claims a domain; the answer says what must stand in the DNS. Claiming it again gives the same.</summary>
    public async Task<Result<DomainView>> ClaimAsync(Caller caller, string domain, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        if (!EmailAddress.TryParse($"x@{domain}", out var address) || !address.Domain.Contains('.', StringComparison.Ordinal) || IsAddress(address.Domain))
        {
            return RequestErrors.Invalid("domain", "domain must be one like example.com, in ASCII.");
        }

        var all = await AllAsync(caller, cancellationToken);
        if (all.FirstOrDefault(c => c.Document.Domain == address.Domain) is { } already)
        {
            return View(already.Id, already.Document);
        }

        if (all.Count >= Most)
        {
            return SsoErrors.TooMany("domains", Most);
        }

        var id = DocumentId.New(clock).ToString();
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var claim = new DomainClaimDocument(address.Domain, token, clock.GetUtcNow(), null, null, null);
        var written = await store.WriteAsync(
            [DocumentWrite.Insert(DomainClaimDocument.Collection, caller.Tenant, id, claim), Entry("domain.claimed", caller.Tenant, id, claim.Domain, actor)],
            cancellationToken);
        return written.IsApplied ? View(id, claim) : RequestErrors.VersionConflict("domain");
    }

    /// <summary>Looks for the record now.</summary>
    public async Task<Result<DomainView>> VerifyAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        var claim = await FindAsync(caller, id, cancellationToken);
        if (claim is null)
        {
            return NotFound();
        }

        var domain = claim.Document.Domain;
        var present = await IsPresentAsync(caller.OrganizationId.ToString(), claim.Document, cancellationToken);
        if (!present.IsSuccess)
        {
            return present.Error;
        }

        if (!present.Value)
        {
            return SsoErrors.DomainUnproven(NameOf(domain), ValueOf(claim.Document));
        }

        var now = clock.GetUtcNow();
        var mine = new VerifiedDomainDocument(caller.OrganizationId.ToString(), id, now + options.RecheckDomainsAfter);
        var proven = claim.Document with { VerifiedAt = claim.Document.VerifiedAt ?? now, CheckedAt = now, MissingSince = null };
        var holder = await store.GetAsync(VerifiedDomainDocument.Collection, Tenant.System, domain, cancellationToken);
        if (holder is not null && holder.Document.OrganizationId != mine.OrganizationId)
        {
            return SsoErrors.DomainTaken();
        }

        var written = await store.WriteAsync(
            [
                DocumentWrite.Replace(DomainClaimDocument.Collection, caller.Tenant, id, claim.Version, proven),
                holder is null
                    ? DocumentWrite.Insert(VerifiedDomainDocument.Collection, Tenant.System, domain, mine)
                    : DocumentWrite.Replace(VerifiedDomainDocument.Collection, Tenant.System, domain, holder.Version, mine),
                Entry("domain.verified", caller.Tenant, id, domain, actor),
            ],
            cancellationToken);
        return written.IsApplied ? View(id, proven) : RequestErrors.VersionConflict("domain");
    }

    /// <summary>Gives a domain up.</summary>
    public async Task<Result<DomainView>> RemoveAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        var claim = await FindAsync(caller, id, cancellationToken);
        if (claim is null)
        {
            return NotFound();
        }

        var domain = claim.Document.Domain;
        List<DocumentWrite> writes =
        [
            DocumentWrite.Delete(DomainClaimDocument.Collection, caller.Tenant, id, claim.Version),
            Entry("domain.removed", caller.Tenant, id, domain, actor),
        ];
        var holder = await store.GetAsync(VerifiedDomainDocument.Collection, Tenant.System, domain, cancellationToken);
        if (holder?.Document.ClaimId == id)
        {
            writes.Add(DocumentWrite.Delete(VerifiedDomainDocument.Collection, Tenant.System, domain, holder.Version));
        }

        var written = await store.WriteAsync(writes, cancellationToken);
        return written.IsApplied ? View(id, claim.Document) : RequestErrors.VersionConflict("domain");
    }

    internal static string NameOf(string domain) => $"_hiveflow-challenge.{domain}";

    internal static string ValueOf(DomainClaimDocument claim) => $"hiveflow-verification={claim.Token}";

    internal async Task<Result<bool>> IsPresentAsync(string owner, DomainClaimDocument claim, CancellationToken cancellationToken)
    {
        var texts = await records.TextsAsync(owner, NameOf(claim.Domain), cancellationToken);
        return texts.IsSuccess ? texts.Value.Contains(ValueOf(claim), StringComparer.Ordinal) : texts.Error;
    }

    internal DocumentWrite Entry(string action, Tenant tenant, string id, string domain, AuditActor actor) => audit.Entry(
        new AuditAct(action, actor, tenant)
        {
            TargetType = "domain",
            TargetId = id,
            Details = new Dictionary<string, string> { ["domain"] = domain },
        });

    private static bool IsAddress(string domain) => System.Net.IPAddress.TryParse(domain, out _);

    private async Task<IReadOnlyList<Stored<DomainClaimDocument>>> AllAsync(Caller caller, CancellationToken cancellationToken) =>
        (await store.QueryAsync(DomainClaimDocument.Collection, caller.Tenant, new DocumentQuery("id") { Limit = Most }, cancellationToken)).Items;

    private async Task<Stored<DomainClaimDocument>?> FindAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        DocumentId.TryParse(id, out _) ? await store.GetAsync(DomainClaimDocument.Collection, caller.Tenant, id, cancellationToken) : null;

    private static DomainView View(string id, DomainClaimDocument claim) => new(
        id,
        claim.Domain,
        claim.VerifiedAt is not null,
        NameOf(claim.Domain),
        ValueOf(claim),
        claim.CreatedAt,
        claim.VerifiedAt,
        claim.CheckedAt,
        claim.MissingSince);

    private static Error NotFound() => RequestErrors.NotFound("domain");
}
