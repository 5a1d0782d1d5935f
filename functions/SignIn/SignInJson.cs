using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.SignIn;

namespace HiveFlow.Functions.SignIn;

/// <summary>The JSON contracts of logging in from outside.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TradeCodeRequest))]
[JsonSerializable(typeof(OutsideIdentityView))]
internal sealed partial class SignInJson : JsonSerializerContext;
