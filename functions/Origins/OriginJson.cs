using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.Origins;

namespace HiveFlow.Functions.Origins;

/// <summary>The JSON contracts of origins.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OriginRequest))]
[JsonSerializable(typeof(OriginView))]
internal sealed partial class OriginJson : JsonSerializerContext;
