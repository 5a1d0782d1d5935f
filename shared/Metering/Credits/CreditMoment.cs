namespace HiveFlow.Metering.Credits;

/// <summary>
/// Ties a write to the ledger to what is done to the hot balance because of it, so that the two are compared rightly and neither is
/// counted twice.
/// </summary>
/// <param name="Epoch">The hot balance's filling that was known before the write, or that was taken from; null when none was known.</param>
/// <param name="At">When: the entry's time, and the slice of time that the hot balance counts it in.</param>
public sealed record CreditMoment(string? Epoch, DateTimeOffset At);
