using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Live;

/// <summary>The JSON contracts of live connections.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NegotiateAnswer))]
[JsonSerializable(typeof(LiveMessage))]
internal sealed partial class LiveJson : JsonSerializerContext;
