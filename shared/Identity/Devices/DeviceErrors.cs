using HiveFlow.Errors;

namespace HiveFlow.Identity.Devices;

/// <summary>Failures of device logins.</summary>
public static class DeviceErrors
{
    /// <summary>As many device logins wait for this address as may.</summary>
    public static readonly ErrorCode TooManyWaitingCode = new("too_many_device_logins", ErrorKind.RateLimited);

    /// <summary>429 with the time after which one of them is over.</summary>
    public static Error TooManyWaiting(TimeSpan wait) =>
        Error.Of(TooManyWaitingCode, "Too many device logins wait for this address; decide or let them run out.") with { RetryAfter = wait };
}
