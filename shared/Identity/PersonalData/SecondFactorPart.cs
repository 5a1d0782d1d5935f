namespace HiveFlow.Identity.PersonalData;

/// <summary>A person's authenticator, without its secret.</summary>
/// <param name="EnabledAt">Since when it is asked for; null when there is none.</param>
/// <param name="RecoveryCodesLeft">How many are unused.</param>
public sealed record SecondFactorPart(DateTimeOffset? EnabledAt, int RecoveryCodesLeft);
