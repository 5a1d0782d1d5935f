namespace HiveFlow.Functions.Auth;

/// <summary>A new password for whoever knows the present one.</summary>
/// <param name="CurrentPassword">The present one.</param>
/// <param name="NewPassword">8 to 128 characters.</param>
internal sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword);
