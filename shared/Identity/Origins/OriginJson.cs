using System.Text.Json.Serialization;

namespace HiveFlow.Identity.Origins;

/// <summary>How origins are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OriginsDocument))]
[JsonSerializable(typeof(VerifiedOriginDocument))]
internal sealed partial class OriginJson : JsonSerializerContext;
