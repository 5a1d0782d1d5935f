using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Metering.Credits;

/// <summary>JSON contracts of the credit documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreditEntry))]
[JsonSerializable(typeof(CreditLimits))]
internal sealed partial class CreditsJson : JsonSerializerContext;
