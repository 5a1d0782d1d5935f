using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Saml;

/// <summary>The JSON contracts of SAML settings.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReadMetadataRequest))]
[JsonSerializable(typeof(ReadMetadataAnswer))]
internal sealed partial class SamlApiJson : JsonSerializerContext;
