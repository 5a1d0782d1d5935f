using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>Which organization a connection is of: a login knows the connection's id alone.</summary>
internal sealed record SsoConnectionPlace(string OrganizationId)
{
    /// <summary>All places, by the connection's id.</summary>
    public static readonly Collection<SsoConnectionPlace> Collection = new("sso_connection_places", SsoJson.Default.SsoConnectionPlace);
}
