namespace HiveFlow.Identity.Devices;

/// <summary>A device login as the person sees it who is to decide.</summary>
/// <param name="DeviceName">What the device calls itself: anybody can claim any name.</param>
/// <param name="Address">The address it asked from; null when not known.</param>
/// <param name="StartedAt">When it asked.</param>
/// <param name="ExpiresAt">Until when it can be decided.</param>
/// <param name="Permissions">The scopes its key would have.</param>
/// <param name="KeyExpiresAt">When its key would end.</param>
public sealed record DeviceRequest(
    string DeviceName,
    string? Address,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<string> Permissions,
    DateTimeOffset KeyExpiresAt);
