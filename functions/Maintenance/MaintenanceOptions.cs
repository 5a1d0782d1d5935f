namespace HiveFlow.Functions.Maintenance;

/// <summary>What is cleared away, and when. Section <c>HiveFlow:Maintenance</c>.</summary>
public sealed record MaintenanceOptions
{
    /// <summary>
    /// How long the durable history of an ended run is kept; its record, steps and events stay for as long as <c>HiveFlow:Retention</c> says. Default 2 days; 25 hours (an Idempotency-Key
    /// lives for 24) to 365 days.
    /// </summary>
    public TimeSpan KeepDurableHistory { get; init; } = TimeSpan.FromDays(2);
}
