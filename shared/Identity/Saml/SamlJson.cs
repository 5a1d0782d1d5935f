using System.Text.Json.Serialization;

namespace HiveFlow.Identity.Saml;

/// <summary>How the documents of SAML are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsedAssertionDocument))]
internal sealed partial class SamlJson : JsonSerializerContext;
