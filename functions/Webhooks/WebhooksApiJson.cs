using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Functions.Webhooks;

/// <summary>JSON contracts of the webhook routes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(ReceivedAnswer))]
[JsonSerializable(typeof(WebhookDraft))]
public sealed partial class WebhooksApiJson : JsonSerializerContext;
