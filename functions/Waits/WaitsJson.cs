using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Waits;

/// <summary>The JSON contracts of waits.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(ApprovalTokenRequest))]
[JsonSerializable(typeof(LinkDecisionRequest))]
[JsonSerializable(typeof(WaitView))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(ApprovalView))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class WaitsJson : JsonSerializerContext;
