using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Telemetry;

/// <summary>The JSON contracts of what telemetry stores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogLevelRule))]
internal sealed partial class TelemetryJson : JsonSerializerContext;
