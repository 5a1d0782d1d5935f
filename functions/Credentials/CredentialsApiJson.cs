using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Testing;

namespace HiveFlow.Functions.Credentials;

/// <summary>The JSON contracts of credentials.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CredentialDraft))]
[JsonSerializable(typeof(CredentialView))]
[JsonSerializable(typeof(CredentialTypeView))]
[JsonSerializable(typeof(CredentialTest))]
[JsonSerializable(typeof(ConsentAnswer))]
[JsonSerializable(typeof(ConsentEnd))]
internal sealed partial class CredentialsApiJson : JsonSerializerContext;
