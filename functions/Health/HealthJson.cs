using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Health;

/// <summary>The JSON contracts of health.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ReadyProbe))]
internal sealed partial class HealthJson : JsonSerializerContext;
