namespace HiveFlow.Functions.Auth;

/// <summary>Who wants an account.</summary>
/// <param name="Email">The address that a code is mailed to.</param>
/// <param name="Password">8 to 128 characters.</param>
/// <param name="Name">1 to 100 characters.</param>
internal sealed record RegisterRequest(string Email, string Password, string Name);
