namespace HiveFlow.Orchestrations.Waits;

/// <summary>The output of an approval.</summary>
/// <param name="Approved">Yes or no; null when nobody decided and the flow goes on all the same.</param>
/// <param name="By">Who decided: their address; null for nobody.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What they said to it.</param>
internal sealed record ApprovalOutput(bool? Approved, string? By, DateTimeOffset? At, string? Comment);
