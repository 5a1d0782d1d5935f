using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Vault.Credentials.OAuth;
using HiveFlow.Vault.Rotation;

namespace HiveFlow.Vault.Credentials;

/// <summary>JSON contracts of what is stored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Credential))]
[JsonSerializable(typeof(Consent))]
[JsonSerializable(typeof(KeyUse))]
[JsonSerializable(typeof(RotationLease))]
internal sealed partial class CredentialJson : JsonSerializerContext;
