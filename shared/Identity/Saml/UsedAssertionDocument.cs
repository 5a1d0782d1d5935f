using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Saml;

/// <summary>An assertion that was handed in, stored under the hash of connection and id, until nobody could hand it in again.</summary>
internal sealed record UsedAssertionDocument(DateTimeOffset ExpiresAt)
{
    /// <summary>All of them.</summary>
    public static readonly Collection<UsedAssertionDocument> Collection =
        new Collection<UsedAssertionDocument>("saml_used_assertions", SamlJson.Default.UsedAssertionDocument).WithExpiry(a => a.ExpiresAt);
}
