namespace HiveFlow.Identity.Organizations;

/// <summary>Roles as stored and shown.</summary>
public static class Roles
{
    /// <summary>The role's word.</summary>
    public static string Name(Role role) => role switch
    {
        Role.Owner => "owner",
        Role.Admin => "admin",
        Role.Member => "member",
        Role.Viewer => "viewer",
        _ => "none",
    };

    /// <summary>The role of a word; an unknown one is no role, and never a default.</summary>
    public static Role Parse(string name) => name switch
    {
        "owner" => Role.Owner,
        "admin" => Role.Admin,
        "member" => Role.Member,
        "viewer" => Role.Viewer,
        _ => Role.None,
    };
}
