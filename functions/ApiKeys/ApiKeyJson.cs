using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.ApiKeys;

namespace HiveFlow.Functions.ApiKeys;

/// <summary>The JSON contracts of API keys.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(ChangeApiKeyRequest))]
[JsonSerializable(typeof(RotateApiKeyRequest))]
[JsonSerializable(typeof(CreatedApiKeyAnswer))]
[JsonSerializable(typeof(ApiKeyView))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;
