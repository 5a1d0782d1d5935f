namespace HiveFlow.Functions.Auth;

/// <summary>The code that came to the new address.</summary>
internal sealed record ConfirmEmailRequest(string Code);
