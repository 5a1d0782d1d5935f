namespace HiveFlow.Functions.Auth;

/// <summary>Another address for the account.</summary>
/// <param name="Email">The new address, which a code is mailed to.</param>
internal sealed record ChangeEmailRequest(string Email);
