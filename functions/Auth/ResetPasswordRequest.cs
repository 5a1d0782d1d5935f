namespace HiveFlow.Functions.Auth;

/// <summary>A new password by a mailed code.</summary>
/// <param name="Email">The address the code came to.</param>
/// <param name="Code">As the mail has it.</param>
/// <param name="Password">8 to 128 characters.</param>
internal sealed record ResetPasswordRequest(string Email, string Code, string Password);
