using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Failures;

/// <summary>JSON contracts of the routes about failures.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FailureHandlingRequest))]
[JsonSerializable(typeof(FailureHandlingView))]
[JsonSerializable(typeof(DeadLettersRequest))]
[JsonSerializable(typeof(DeadLetterView))]
[JsonSerializable(typeof(ParkedView))]
[JsonSerializable(typeof(RetriedAnswer))]
[JsonSerializable(typeof(DismissedAnswer))]
public sealed partial class FailuresApiJson : JsonSerializerContext;
