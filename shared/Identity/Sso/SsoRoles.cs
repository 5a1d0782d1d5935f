using HiveFlow.Identity.Organizations;

namespace HiveFlow.Identity.Sso;

/// <summary>
/// What role a connection's rules give: the highest that matches, else the default; never above the ceiling, and no ceiling reaches
/// owner, whatever is stored.
/// </summary>
internal static class SsoRoles
{
    /// <summary>The highest role by a connection.</summary>
    public static Role Ceiling(SsoConnectionDocument connection) => Lower(Roles.Parse(connection.RoleCeiling), Role.Admin);

    /// <summary>The role for these values of the role claim.</summary>
    public static Role Of(SsoConnectionDocument connection, IReadOnlyList<string> values)
    {
        var matched = connection.RoleRules
            .Where(rule => values.Contains(rule.Value, StringComparer.Ordinal))
            .Select(rule => Roles.Parse(rule.Role))
            .DefaultIfEmpty(Role.None)
            .Max();
        return Lower(matched == Role.None ? Roles.Parse(connection.DefaultRole) : matched, Ceiling(connection));
    }

    private static Role Lower(Role one, Role other) => one < other ? one : other;
}
