namespace HiveFlow.Identity.SecondFactor;

/// <summary>What a person sees of their authenticator.</summary>
/// <param name="Enabled">Whether it is asked for.</param>
/// <param name="EnabledAt">Since when.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes were not used.</param>
public sealed record TotpStatus(bool Enabled, DateTimeOffset? EnabledAt, int RecoveryCodesLeft);
