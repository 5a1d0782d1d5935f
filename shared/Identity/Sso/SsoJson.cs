using System.Text.Json.Serialization;

namespace HiveFlow.Identity.Sso;

/// <summary>How the documents of single sign-on are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SsoConnectionDocument))]
[JsonSerializable(typeof(SsoConnectionPlace))]
[JsonSerializable(typeof(SsoPolicyDocument))]
[JsonSerializable(typeof(DomainClaimDocument))]
[JsonSerializable(typeof(VerifiedDomainDocument))]
internal sealed partial class SsoJson : JsonSerializerContext;
