using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity;

/// <summary>What identity writes to the log: who tried what from where with which result; never a secret, a code or an address of mail.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(1, LogLevel.Warning, "API key {KeyId} refused from {Address}: the secret is not its own")]
    public static partial void KeyRefused(ILogger logger, string keyId, string address);

    [LoggerMessage(2, LogLevel.Warning, "API key {KeyId} could not be verified ahead of time")]
    public static partial void RefreshFailed(ILogger logger, Exception exception, string keyId);

    [LoggerMessage(3, LogLevel.Information, "Login by password from {Address}: {Result}")]
    public static partial void Login(ILogger logger, string address, string result);

    [LoggerMessage(4, LogLevel.Information, "Code for {Purpose}: {Result}")]
    public static partial void Code(ILogger logger, string purpose, string result);

    [LoggerMessage(5, LogLevel.Information, "User {UserId} opened session {Session}")]
    public static partial void SessionOpened(ILogger logger, string userId, string session);

    [LoggerMessage(6, LogLevel.Information, "User {UserId} ended session {Session}")]
    public static partial void SessionEnded(ILogger logger, string userId, string session);

    [LoggerMessage(7, LogLevel.Information, "User {UserId} made API key {KeyId} with {Scopes}")]
    public static partial void KeyMade(ILogger logger, string userId, string keyId, string scopes);

    [LoggerMessage(8, LogLevel.Information, "User {UserId} revoked API key {KeyId}")]
    public static partial void KeyRevoked(ILogger logger, string userId, string keyId);

    [LoggerMessage(30, LogLevel.Information, "User {UserId} changed API key {KeyId}: {Act}")]
    public static partial void KeyChanged(ILogger logger, string userId, string keyId, string act);

    [LoggerMessage(31, LogLevel.Warning, "API key {KeyId} refused from {Address}: it is bound to other addresses")]
    public static partial void KeyElsewhere(ILogger logger, string keyId, string address);

    [LoggerMessage(32, LogLevel.Warning, "The last uses of API keys could not be written")]
    public static partial void UsesNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(33, LogLevel.Information, "{Done} secrets of identity were encrypted anew with factor key {KeyId}; {Raced} were being changed and come up again")]
    public static partial void SecretsResealed(ILogger logger, int done, string keyId, int raced);

    [LoggerMessage(34, LogLevel.Warning, "{Lost} secrets of identity can not be opened: their factor key is not configured; they were left as they are")]
    public static partial void SecretsLost(ILogger logger, int lost);

    [LoggerMessage(35, LogLevel.Information, "All {Seen} records with secrets of identity are under factor key {KeyId}: older factor keys may be taken out")]
    public static partial void OldKeysUnused(ILogger logger, int seen, string keyId);

    [LoggerMessage(9, LogLevel.Information, "Made session signing key {KeyId}")]
    public static partial void SigningKeyMade(ILogger logger, string keyId);

    [LoggerMessage(10, LogLevel.Error, "The folder of signing keys cannot be read; the keys known so far stay in use")]
    public static partial void SigningKeysUnreadable(ILogger logger, Exception exception);
}
