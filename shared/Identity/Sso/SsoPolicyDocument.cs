using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>What an organization demands of logins with addresses in its domains; one a organization.</summary>
/// <param name="IsForced">Whether its identity provider is the only way in.</param>
/// <param name="ConnectionId">The connection that such logins are sent to; null sends nobody.</param>
internal sealed record SsoPolicyDocument(bool IsForced, string? ConnectionId)
{
    /// <summary>All policies, each in its organization and under its id.</summary>
    public static readonly Collection<SsoPolicyDocument> Collection = new("sso_policies", SsoJson.Default.SsoPolicyDocument);
}
