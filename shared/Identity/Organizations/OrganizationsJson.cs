using System.Text.Json.Serialization;

namespace HiveFlow.Identity.Organizations;

/// <summary>How invitations are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvitationDocument))]
internal sealed partial class OrganizationsJson : JsonSerializerContext;
