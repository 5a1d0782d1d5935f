namespace HiveFlow.Vault.Credentials.Types;

/// <summary>Secret fields of an OAuth 2.0 credential that the token server fills, not a person.</summary>
internal static class OAuthFields
{
    public const string AccessToken = "accessToken";
    public const string RefreshToken = "refreshToken";

    public static bool IsOurs(string name) => name is AccessToken or RefreshToken;
}
