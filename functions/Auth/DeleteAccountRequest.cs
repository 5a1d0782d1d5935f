namespace HiveFlow.Functions.Auth;

/// <summary>The end of the caller's account.</summary>
/// <param name="CurrentPassword">The present password; left out by accounts that were opened by an outside provider and have none.</param>
internal sealed record DeleteAccountRequest(string? CurrentPassword = null);
