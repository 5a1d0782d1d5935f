using HiveFlow.Errors;

namespace HiveFlow.Identity.Devices;

/// <summary>A device login just begun.</summary>
/// <param name="DeviceCode">The device's own code; it polls with it, and nobody else may know it.</param>
/// <param name="UserCode">What a person types: <c>XXXX-XXXX</c>.</param>
/// <param name="Interval">How long to wait between polls.</param>
/// <param name="Lifetime">How long a person has to decide.</param>
public sealed record StartedDeviceLogin(Secret DeviceCode, string UserCode, TimeSpan Interval, TimeSpan Lifetime);
