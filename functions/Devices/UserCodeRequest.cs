using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Devices;

/// <summary>Which device login is meant.</summary>
/// <param name="UserCode">The code that the device shows, <c>XXXX-XXXX</c>.</param>
internal sealed record UserCodeRequest([property: JsonPropertyName("user_code")] string UserCode);
