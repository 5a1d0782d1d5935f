namespace HiveFlow.Functions.Auth;

/// <summary>A code for a challenge.</summary>
/// <param name="Challenge">As login, registration or step-up answered it.</param>
/// <param name="Code">Six digits; or a recovery code.</param>
/// <param name="Method"><c>email</c>, <c>totp</c> or <c>recovery</c>.</param>
internal sealed record VerifyCodeRequest(string Challenge, string Code, string Method = "email");
