using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.Sso;

namespace HiveFlow.Functions.Sso;

/// <summary>The JSON contracts of single sign-on.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DiscoverRequest))]
[JsonSerializable(typeof(SsoDiscovery))]
[JsonSerializable(typeof(SsoConnectionInput))]
[JsonSerializable(typeof(SsoConnectionView))]
[JsonSerializable(typeof(ClaimDomainRequest))]
[JsonSerializable(typeof(DomainView))]
[JsonSerializable(typeof(PolicyRequest))]
[JsonSerializable(typeof(SsoPolicyView))]
internal sealed partial class SsoJson : JsonSerializerContext;
