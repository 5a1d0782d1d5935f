using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Alerts;

/// <summary>The JSON contracts of alerts.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlertsView))]
[JsonSerializable(typeof(AlertsRequest))]
internal sealed partial class AlertsApiJson : JsonSerializerContext;
