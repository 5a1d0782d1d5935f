namespace HiveFlow.Vault.Credentials.Testing;

/// <summary>What a test of a credential came to.</summary>
/// <param name="Ok">Whether the other side took it.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Status">The HTTP status that was answered; null when it was no HTTP, or nothing answered.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
public sealed record CredentialTest(bool Ok, string Message, int? Status, long DurationMs);
