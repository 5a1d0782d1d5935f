using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.Devices;

/// <summary>What device logins write to the log; never a code or a key.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(1, LogLevel.Information, "Device login begun from {Address}")]
    public static partial void Started(ILogger logger, string address);

    [LoggerMessage(2, LogLevel.Warning, "Device login from {Address} refused: too many wait")]
    public static partial void TooMany(ILogger logger, string address);

    [LoggerMessage(3, LogLevel.Information, "User {UserId} gave a device the API key {KeyId}")]
    public static partial void Collected(ILogger logger, string userId, string keyId);
}
