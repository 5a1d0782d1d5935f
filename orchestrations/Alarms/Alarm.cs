namespace HiveFlow.Orchestrations.Alarms;

/// <summary>An instant at which something is due that can't wait for the timer of the minute.</summary>
/// <param name="At">When, in UTC.</param>
public sealed record Alarm(DateTime At);
