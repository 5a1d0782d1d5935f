namespace HiveFlow.Triggers.Schedules;

/// <summary>An occurrence that was claimed and whose run is still to be started.</summary>
/// <param name="Occurrence">Which; the run's idempotency key is made of it.</param>
/// <param name="ClaimedAt">When it was claimed.</param>
/// <param name="RetryAt">When another instance may take it over: its claimer has died by then.</param>
/// <param name="Attempts">How often a start was put off because something was away.</param>
public sealed record PendingStart(DateTimeOffset Occurrence, DateTimeOffset ClaimedAt, DateTimeOffset RetryAt, int Attempts);
