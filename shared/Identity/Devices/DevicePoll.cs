using HiveFlow.Errors;

namespace HiveFlow.Identity.Devices;

/// <summary>What a device hears when it polls.</summary>
/// <param name="Status"><c>pending</c>, <c>approved</c>, <c>denied</c> or <c>expired</c>.</param>
/// <param name="Interval">While pending: how long to wait before the next poll.</param>
/// <param name="Key">When approved: the device's API key.</param>
public sealed record DevicePoll(string Status, TimeSpan? Interval = null, Secret? Key = null)
{
    /// <summary>The wait between polls.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    /// <summary>The wait that is asked of a device which polls too fast, or while a store is away.</summary>
    public static readonly TimeSpan SlowPace = TimeSpan.FromSeconds(6);

    /// <summary>A person denied it.</summary>
    public static readonly DevicePoll Denied = new("denied");

    /// <summary>Unknown, used or too old.</summary>
    public static readonly DevicePoll Expired = new("expired");

    /// <summary>Nobody has decided yet.</summary>
    public static DevicePoll Pending(TimeSpan interval) => new("pending", interval);

    /// <summary>Approved.</summary>
    public static DevicePoll Approved(string key) => new("approved", Key: new Secret(key));
}
