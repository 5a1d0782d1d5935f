using System.Text.Json.Serialization;
using HiveFlow.Identity.Devices;

namespace HiveFlow.Functions.Devices;

/// <summary>A device login as the person sees it who is to decide.</summary>
/// <param name="DeviceName">What the device calls itself: anybody can claim any name.</param>
/// <param name="Address">The address it asked from; null when not known.</param>
/// <param name="StartedAt">When it asked.</param>
/// <param name="ExpiresAt">Until when it can be decided.</param>
/// <param name="Permissions">The scopes its key would have.</param>
/// <param name="KeyExpiresAt">When its key would end.</param>
internal sealed record DeviceAnswer(
    [property: JsonPropertyName("device_name")] string DeviceName,
    [property: JsonPropertyName("address")] string? Address,
    [property: JsonPropertyName("started_at")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt,
    [property: JsonPropertyName("permissions")] IReadOnlyList<string> Permissions,
    [property: JsonPropertyName("key_expires_at")] DateTimeOffset KeyExpiresAt)
{
    /// <summary>Of a device login.</summary>
    public static DeviceAnswer Of(DeviceRequest login) =>
        new(login.DeviceName, login.Address, login.StartedAt, login.ExpiresAt, login.Permissions, login.KeyExpiresAt);
}
