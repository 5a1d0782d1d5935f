using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Billing;

/// <summary>The JSON contracts of buying credits.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CheckoutRequest))]
[JsonSerializable(typeof(CheckoutView))]
[JsonSerializable(typeof(PackView))]
internal sealed partial class BillingApiJson : JsonSerializerContext;
