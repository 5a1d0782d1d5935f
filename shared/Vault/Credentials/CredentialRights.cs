namespace HiveFlow.Vault.Credentials;

/// <summary>
/// Who may do what with a credential. Nobody ever sees its secret. An admin may remove what a person left behind, but not use it: that
/// takes its sharing.
/// </summary>
internal static class CredentialRights
{
    private const int Member = 2;
    private const int Admin = 3;

    /// <summary>Roles that a credential can be shared with.</summary>
    public static readonly IReadOnlyList<string> Shareable = ["member", "admin", "owner"];

    public static bool MaySee(this CredentialUser user, Credential credential) =>
        Rank(user.Role) > 0 && (IsOwner(user, credential) || IsShared(credential) || Rank(user.Role) >= Admin);

    public static bool MayUse(this CredentialUser user, Credential credential) =>
        Rank(user.Role) >= Member
        && (IsOwner(user, credential) || (IsShared(credential) && Rank(credential.MinimumRole) >= Member && Rank(user.Role) >= Rank(credential.MinimumRole)));

    public static bool MayChange(this CredentialUser user, Credential credential) =>
        user.MayUse(credential) && (IsOwner(user, credential) || Rank(user.Role) >= Admin);

    public static bool MayDelete(this CredentialUser user, Credential credential) =>
        Rank(user.Role) >= Member && (IsOwner(user, credential) || Rank(user.Role) >= Admin);

    private static bool IsOwner(CredentialUser user, Credential credential) => user.UserId == credential.OwnerId;

    private static bool IsShared(Credential credential) => credential.Sharing == CredentialSharing.Organization;

    private static int Rank(string role) => role switch
    {
        "viewer" => 1,
        "member" => Member,
        "admin" => Admin,
        "owner" => 4,
        _ => 0,
    };
}
