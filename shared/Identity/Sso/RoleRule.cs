namespace HiveFlow.Identity.Sso;

/// <summary>One line of a connection's mapping: who has this value gets that role.</summary>
/// <param name="Value">Compared exactly, at most 200 characters.</param>
/// <param name="Role">viewer, member or admin.</param>
public sealed record RoleRule(string Value, string Role);
