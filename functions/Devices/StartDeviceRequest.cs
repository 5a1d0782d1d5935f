using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Devices;

/// <summary>A device that wants a key.</summary>
/// <param name="DeviceName">What it calls itself, 1 to 80 characters.</param>
internal sealed record StartDeviceRequest([property: JsonPropertyName("device_name")] string DeviceName);
