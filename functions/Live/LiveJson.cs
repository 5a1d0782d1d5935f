using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.Callers;

namespace HiveFlow.Functions.Live;

/// <summary>The JSON contracts of live connections.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NegotiateAnswer))]
[JsonSerializable(typeof(LiveMessage))]
[JsonSerializable(typeof(ConnectBody))]
[JsonSerializable(typeof(ConnectAnswer))]
[JsonSerializable(typeof(CredentialReference))]
internal sealed partial class LiveJson : JsonSerializerContext;
