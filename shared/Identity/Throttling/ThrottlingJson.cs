using System.Text.Json.Serialization;

namespace HiveFlow.Identity.Throttling;

/// <summary>How failures are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FailureDocument))]
internal sealed partial class ThrottlingJson : JsonSerializerContext;
