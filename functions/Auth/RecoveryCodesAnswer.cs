namespace HiveFlow.Functions.Auth;

/// <summary>Recovery codes, shown once.</summary>
/// <param name="RecoveryCodes">Ten; null when the request is repeated.</param>
internal sealed record RecoveryCodesAnswer(IReadOnlyList<string>? RecoveryCodes);
