namespace HiveFlow.Vault.Credentials;

/// <summary>Who, besides the person who made it, may use a credential.</summary>
public static class CredentialSharing
{
    /// <summary>Nobody.</summary>
    public const string Private = "private";

    /// <summary>Members of the organization with the minimum role or a higher one.</summary>
    public const string Organization = "organization";
}
