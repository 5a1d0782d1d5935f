using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.DryRuns;

/// <summary>JSON contracts of dry runs.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DryRunRequest))]
[JsonSerializable(typeof(DryRunView))]
[JsonSerializable(typeof(RunOfTest))]
public sealed partial class DryRunsApiJson : JsonSerializerContext;
