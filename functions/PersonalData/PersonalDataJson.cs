using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.PersonalData;

namespace HiveFlow.Functions.PersonalData;

/// <summary>The JSON contracts of what a person takes along.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PersonalRecord))]
[JsonSerializable(typeof(CredentialEntry))]
internal sealed partial class PersonalDataJson : JsonSerializerContext;
