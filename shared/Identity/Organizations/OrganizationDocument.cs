using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>An organization as stored.</summary>
internal sealed record OrganizationDocument(string Name, string DefaultWorkspaceId, bool IsPersonal, DateTimeOffset CreatedAt)
{
    /// <summary>All organizations, by id.</summary>
    public static readonly Collection<OrganizationDocument> Collection =
        new("organizations", IdentityJson.Default.OrganizationDocument);
}
