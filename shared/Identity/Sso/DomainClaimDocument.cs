using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>A domain that an organization says is its own, with what stands in the DNS to prove it.</summary>
/// <param name="Domain">Lower-case ASCII.</param>
/// <param name="Token">What the TXT record must hold; public once it stands there.</param>
/// <param name="CreatedAt">When it was claimed.</param>
/// <param name="VerifiedAt">When it was proven first; null while it is not, or no longer.</param>
/// <param name="CheckedAt">The last look at the DNS.</param>
/// <param name="MissingSince">Since when a proven domain's record is missing; null while it is there.</param>
internal sealed record DomainClaimDocument(
    string Domain, string Token, DateTimeOffset CreatedAt, DateTimeOffset? VerifiedAt, DateTimeOffset? CheckedAt, DateTimeOffset? MissingSince)
{
    /// <summary>Unique index over the domain.</summary>
    public const string ByDomain = "domain";

    /// <summary>All claims, each in its organization.</summary>
    public static readonly Collection<DomainClaimDocument> Collection =
        new Collection<DomainClaimDocument>("domain_claims", SsoJson.Default.DomainClaimDocument).WithUniqueIndex(ByDomain, ("domain", c => c.Domain));
}
