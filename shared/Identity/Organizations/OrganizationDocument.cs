using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>An organization as stored.</summary>
internal sealed record OrganizationDocument(string Name, string DefaultWorkspaceId, bool IsPersonal, DateTimeOffset CreatedAt)
{
    /// <summary>Whether its members need an authenticator: without one nothing of it is open to them, by session or key.</summary>
    public bool RequiresTotp { get; init; }

    /// <summary>All organizations, by id.</summary>
    public static readonly Collection<OrganizationDocument> Collection =
        new("organizations", IdentityJson.Default.OrganizationDocument);
}
