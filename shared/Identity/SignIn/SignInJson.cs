using System.Text.Json.Serialization;

namespace HiveFlow.Identity.SignIn;

/// <summary>How the documents of signing in from outside are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignInTransactionDocument))]
[JsonSerializable(typeof(SignInCodeDocument))]
[JsonSerializable(typeof(OutsideIdentityDocument))]
internal sealed partial class SignInJson : JsonSerializerContext;
