namespace HiveFlow.Functions.Organizations;

/// <summary>Another role.</summary>
/// <param name="Role">owner, admin, member or viewer.</param>
internal sealed record RoleRequest(string Role);
