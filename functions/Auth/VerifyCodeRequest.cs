namespace HiveFlow.Functions.Auth;

/// <summary>A code for a challenge.</summary>
/// <param name="Challenge">As login or registration answered it.</param>
/// <param name="Code">Six digits.</param>
/// <param name="Method"><c>email</c>.</param>
internal sealed record VerifyCodeRequest(string Challenge, string Code, string Method = "email");
