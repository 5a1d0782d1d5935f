using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Devices;

/// <summary>A device that asks where its login stands.</summary>
/// <param name="DeviceCode">As the start answered it.</param>
internal sealed record PollDeviceRequest([property: JsonPropertyName("device_code")] string DeviceCode);
