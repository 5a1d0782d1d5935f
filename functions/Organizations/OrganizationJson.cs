using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.Organizations;

namespace HiveFlow.Functions.Organizations;

/// <summary>The JSON contracts of organizations.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Membership))]
[JsonSerializable(typeof(MemberView))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(OrganizationRequest))]
[JsonSerializable(typeof(OrganizationChange))]
[JsonSerializable(typeof(OrganizationSettings))]
[JsonSerializable(typeof(TransferRequest))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(InvitationRequest))]
[JsonSerializable(typeof(AcceptRequest))]
internal sealed partial class OrganizationJson : JsonSerializerContext;
