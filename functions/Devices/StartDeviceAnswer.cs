using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Devices;

/// <summary>A device login just begun.</summary>
/// <param name="DeviceCode">The device's own code; it polls with it.</param>
/// <param name="UserCode">What a person types: <c>XXXX-XXXX</c>.</param>
/// <param name="VerificationUrl">The page where they type it, with the code filled in.</param>
/// <param name="Interval">Seconds between polls.</param>
/// <param name="ExpiresIn">Seconds until all of this is over.</param>
internal sealed record StartDeviceAnswer(
    [property: JsonPropertyName("device_code")] string DeviceCode,
    [property: JsonPropertyName("user_code")] string UserCode,
    [property: JsonPropertyName("verification_url")] string VerificationUrl,
    [property: JsonPropertyName("interval")] int Interval,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);
