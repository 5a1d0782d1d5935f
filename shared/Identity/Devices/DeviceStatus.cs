namespace HiveFlow.Identity.Devices;

/// <summary>Where a device login stands.</summary>
public enum DeviceStatus
{
    /// <summary>Nobody has decided yet.</summary>
    Pending = 0,

    /// <summary>A person approved it; the device gets its key at its next poll.</summary>
    Approved = 1,

    /// <summary>A person denied it, or the approval was worth nothing any more when the device came for its key.</summary>
    Denied = 2,

    /// <summary>The device has its key; for 30 seconds it can have it again.</summary>
    Collected = 3,
}
