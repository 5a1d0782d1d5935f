using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Operators;

/// <summary>The JSON contracts of what operators alone do.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(LogLevelRequest))]
[JsonSerializable(typeof(LogLevelView))]
internal sealed partial class OperatorJson : JsonSerializerContext;
