using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Devices;

/// <summary>A device login as stored, under the SHA-256 of its device code: neither that code, nor the user code, nor a key stands in it.</summary>
/// <param name="UserCodeHash">SHA-256 of the user code.</param>
/// <param name="DeviceName">What the device calls itself.</param>
/// <param name="Address">The address it asked from; null when not known.</param>
/// <param name="Place">The network that places are counted by; null once it is decided.</param>
/// <param name="Slot">Which of that network's places it takes; null once it is decided.</param>
/// <param name="StartedAt">When it asked.</param>
/// <param name="ExpiresAt">When all of this is over.</param>
internal sealed record DeviceLogin(
    string UserCodeHash, string DeviceName, string? Address, string? Place, int? Slot, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Unique index over user codes.</summary>
    public const string ByUserCode = "user_code";

    /// <summary>Unique index over the numbered places of an address: how many can wait is decided by the store.</summary>
    public const string ByPlace = "place";

    /// <summary>All of them, by the hash of the device code.</summary>
    public static readonly Collection<DeviceLogin> Collection =
        new Collection<DeviceLogin>("device_logins", IdentityJson.Default.DeviceLogin)
            .WithUniqueIndex(ByUserCode, ("userCodeHash", d => d.UserCodeHash))
            .WithUniqueIndex(ByPlace, ("place", d => d.Place), ("slot", d => d.Slot is { } slot ? slot : IndexValue.None))
            .WithExpiry(d => d.ExpiresAt);

    /// <summary>Where it stands.</summary>
    public DeviceStatus Status { get; init; }

    /// <summary>Who decided.</summary>
    public string? UserId { get; init; }

    /// <summary>The organization that the key is for.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The key, encrypted so that only the device code opens it.</summary>
    public string? SealedKey { get; init; }
}
