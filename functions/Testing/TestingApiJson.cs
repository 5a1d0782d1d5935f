using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Testing;

/// <summary>JSON contracts of node tests.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeTestRequest))]
[JsonSerializable(typeof(NodeTestAnswer))]
public sealed partial class TestingApiJson : JsonSerializerContext;
