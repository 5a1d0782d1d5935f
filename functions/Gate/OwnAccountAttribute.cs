namespace HiveFlow.Functions.Gate;

/// <summary>
/// The function is about the caller's own account and shows or changes nothing of an organization's: it stays open to a member whose
/// organization asks for an authenticator that they have not set up yet. Stands beside <see cref="AccessAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnAccountAttribute : Attribute;
