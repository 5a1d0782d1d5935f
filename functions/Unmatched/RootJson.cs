using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Unmatched;

/// <summary>The JSON contract of the root.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RootAnswer))]
internal sealed partial class RootJson : JsonSerializerContext;
