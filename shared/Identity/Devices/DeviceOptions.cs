namespace HiveFlow.Identity.Devices;

/// <summary>Settings of the device login, by which the command line gets a key. Section <c>HiveFlow:Device</c>.</summary>
public sealed record DeviceOptions
{
    /// <summary>How long a key works that a device was given. Default 365 days; 1 to 3,650 days.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Device logins that may wait at once for one client address (an IPv6 /64 network counts as one). Default 10; 1 to 1,000.</summary>
    public int WaitingPerAddress { get; set; } = 10;
}
