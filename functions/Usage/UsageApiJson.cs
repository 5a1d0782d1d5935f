using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Metering.Usage;

namespace HiveFlow.Functions.Usage;

/// <summary>The JSON contracts of usage.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UsageRow))]
internal sealed partial class UsageApiJson : JsonSerializerContext;
