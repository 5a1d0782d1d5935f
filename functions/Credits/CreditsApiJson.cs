using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Credits;

/// <summary>The JSON contracts of credits.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CreditView))]
[JsonSerializable(typeof(LedgerRow))]
[JsonSerializable(typeof(PriceView))]
[JsonSerializable(typeof(GrantRequest))]
[JsonSerializable(typeof(LimitsRequest))]
[JsonSerializable(typeof(LimitsView))]
internal sealed partial class CreditsApiJson : JsonSerializerContext;
