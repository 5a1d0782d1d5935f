using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Runs;

/// <summary>JSON contracts of the run routes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(ProcessView))]
[JsonSerializable(typeof(StepView))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(ExecuteRequest))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(ExecuteAnswer))]
public sealed partial class RunsApiJson : JsonSerializerContext;
