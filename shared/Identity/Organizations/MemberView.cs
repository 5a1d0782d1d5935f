namespace HiveFlow.Identity.Organizations;

/// <summary>A member as the others of the organization see them.</summary>
/// <param name="Id">The person, 24 hex digits.</param>
/// <param name="Email">Their address.</param>
/// <param name="Name">Their name.</param>
/// <param name="Role">owner, admin, member or viewer.</param>
/// <param name="JoinedAt">When they joined.</param>
public sealed record MemberView(string Id, string Email, string Name, string Role, DateTimeOffset JoinedAt);
