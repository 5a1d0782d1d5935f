using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Functions.Auth;

/// <summary>The JSON contracts of logging in.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(SendCodeRequest))]
[JsonSerializable(typeof(VerifyCodeRequest))]
[JsonSerializable(typeof(EnableTotpRequest))]
[JsonSerializable(typeof(TotpSetupAnswer))]
[JsonSerializable(typeof(TotpStatus))]
[JsonSerializable(typeof(RecoveryCodesAnswer))]
[JsonSerializable(typeof(ChallengeStartedAnswer))]
[JsonSerializable(typeof(ProfileRequest))]
[JsonSerializable(typeof(RegisterAnswer))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(CliVerifyAnswer))]
[JsonSerializable(typeof(CsrfAnswer))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(Profile))]
internal sealed partial class AuthJson : JsonSerializerContext;
