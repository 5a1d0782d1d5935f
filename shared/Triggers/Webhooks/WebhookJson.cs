using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Triggers.Deliveries;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>JSON contracts of webhooks and their deliveries.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(WebhookKey))]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(OpenDelivery))]
[JsonSerializable(typeof(SeenDelivery))]
[JsonSerializable(typeof(PaceMark))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class WebhookJson : JsonSerializerContext;
