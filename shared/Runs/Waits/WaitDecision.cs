namespace HiveFlow.Runs.Waits;

/// <summary>An answer to an approval.</summary>
/// <param name="IsApproved">Yes or no.</param>
/// <param name="By">Whose.</param>
/// <param name="Comment">What they said to it; null for nothing.</param>
public sealed record WaitDecision(bool IsApproved, WaitDecider By, string? Comment);
