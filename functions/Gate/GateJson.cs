using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Gate;

/// <summary>How the gate's own documents are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FirstAnswer))]
internal sealed partial class GateJson : JsonSerializerContext;
