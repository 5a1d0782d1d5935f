using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Batches;

/// <summary>JSON contracts of the batch routes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(BatchRunView))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
public sealed partial class BatchesApiJson : JsonSerializerContext;
