using System.Text.Json.Serialization;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Devices;
using HiveFlow.Identity.Operators;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Rotation;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity;

/// <summary>How identity's documents are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccountDocument))]
[JsonSerializable(typeof(MaintenanceNotice))]
[JsonSerializable(typeof(OrganizationDocument))]
[JsonSerializable(typeof(MemberDocument))]
[JsonSerializable(typeof(SessionDocument))]
[JsonSerializable(typeof(ApiKeyDocument))]
[JsonSerializable(typeof(KeyUse))]
[JsonSerializable(typeof(DeviceLogin))]
[JsonSerializable(typeof(ChallengeDocument))]
[JsonSerializable(typeof(CodeMailDocument))]
[JsonSerializable(typeof(SecondFactorDocument))]
[JsonSerializable(typeof(FactorTriesDocument))]
[JsonSerializable(typeof(RotationRound))]
internal sealed partial class IdentityJson : JsonSerializerContext;
