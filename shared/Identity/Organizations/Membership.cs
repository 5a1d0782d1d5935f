using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>An organization as one of its members sees it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">The member's role: owner, admin, member or viewer.</param>
/// <param name="DefaultWorkspaceId">The one workspace there is until workspaces exist.</param>
/// <param name="IsPersonal">Whether it came with the person's account.</param>
/// <param name="RequireTotp">Whether its members need an authenticator.</param>
/// <param name="Version">One more at each change; <c>If-Match</c> takes it.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Membership(
    string Id, string Name, string Role, string DefaultWorkspaceId, bool IsPersonal, bool RequireTotp, long Version, DateTimeOffset CreatedAt)
{
    internal static Membership Of(Stored<OrganizationDocument> organization, string role) => new(
        organization.Id,
        organization.Document.Name,
        role,
        organization.Document.DefaultWorkspaceId,
        organization.Document.IsPersonal,
        organization.Document.RequiresTotp,
        organization.Version,
        organization.Document.CreatedAt);
}
