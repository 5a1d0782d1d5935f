using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Identity.Accounts;

namespace HiveFlow.Functions.Auth;

/// <summary>The JSON contracts of passwords and addresses.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ForgotPasswordRequest))]
[JsonSerializable(typeof(ResetPasswordRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(ChangeEmailRequest))]
[JsonSerializable(typeof(ConfirmEmailRequest))]
[JsonSerializable(typeof(DeleteAccountRequest))]
[JsonSerializable(typeof(Profile))]
internal sealed partial class AccountJson : JsonSerializerContext;
