using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Operators;

/// <summary>The JSON contracts of the operator's routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MaintenanceRequest))]
[JsonSerializable(typeof(MaintenanceView))]
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(LogLevelRequest))]
[JsonSerializable(typeof(LogLevelView))]
internal sealed partial class OperatorsApiJson : JsonSerializerContext;
