using HiveFlow.Errors;

namespace HiveFlow.Vault;

/// <summary>Failures of the vault.</summary>
public static class VaultErrors
{
    /// <summary>A value could not be decrypted; nothing says why, so that nobody learns from trying.</summary>
    public static readonly ErrorCode UnreadableCode = new("secret_unreadable", ErrorKind.Internal);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    internal static Error Unreadable() => Error.Of(UnreadableCode, "A stored secret can't be decrypted here; enter it again.");

    internal static Error Busy() => RequestErrors.Unavailable("Too many secrets are being decrypted at once; try again.", Soon);
}
