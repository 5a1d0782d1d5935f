namespace HiveFlow.Identity.Organizations;

/// <summary>An organization as one of its members sees it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">The member's role: owner, admin, member or viewer.</param>
/// <param name="DefaultWorkspaceId">The one workspace there is until workspaces exist.</param>
/// <param name="IsPersonal">Whether it came with the person's account.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Membership(string Id, string Name, string Role, string DefaultWorkspaceId, bool IsPersonal, DateTimeOffset CreatedAt);
