using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Devices;

/// <summary>The JSON contracts of device logins; their names are the public command line's.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StartDeviceRequest))]
[JsonSerializable(typeof(StartDeviceAnswer))]
[JsonSerializable(typeof(PollDeviceRequest))]
[JsonSerializable(typeof(PollDeviceAnswer))]
[JsonSerializable(typeof(UserCodeRequest))]
[JsonSerializable(typeof(DeviceAnswer))]
internal sealed partial class DeviceJson : JsonSerializerContext;
