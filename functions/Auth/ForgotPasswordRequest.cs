namespace HiveFlow.Functions.Auth;

/// <summary>Who forgot their password.</summary>
internal sealed record ForgotPasswordRequest(string Email);
