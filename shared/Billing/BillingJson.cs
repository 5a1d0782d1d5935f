using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Billing.Alerts;
using HiveFlow.Billing.Payments;

namespace HiveFlow.Billing;

/// <summary>JSON contracts of what is stored about payments.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertSettings))]
[JsonSerializable(typeof(CreditAlert))]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(SeenEvent))]
internal sealed partial class BillingJson : JsonSerializerContext;
