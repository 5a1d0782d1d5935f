using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>Whose a proven domain is, stored under the domain itself: it can be only one organization's.</summary>
internal sealed record VerifiedDomainDocument(string OrganizationId, string ClaimId, DateTimeOffset CheckAt)
{
    /// <summary>Index over when it is looked at again.</summary>
    public const string ByCheck = "check";

    /// <summary>All of them: logins know a domain before they know an organization.</summary>
    public static readonly Collection<VerifiedDomainDocument> Collection =
        new Collection<VerifiedDomainDocument>("verified_domains", SsoJson.Default.VerifiedDomainDocument).WithIndex(ByCheck, ("checkAt", d => d.CheckAt));
}
