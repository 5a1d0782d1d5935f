using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.Organizations;

namespace HiveFlow.Functions.Organizations;

/// <summary>The JSON contracts of organizations.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Membership))]
internal sealed partial class OrganizationJson : JsonSerializerContext;
