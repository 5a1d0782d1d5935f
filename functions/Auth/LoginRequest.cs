namespace HiveFlow.Functions.Auth;

/// <summary>Who wants to log in.</summary>
internal sealed record LoginRequest(string Email, string Password);
