namespace HiveFlow.Triggers.Webhooks;

/// <summary>Bounds of webhooks. Section <c>HiveFlow:Webhooks</c>.</summary>
public sealed record WebhooksOptions
{
    /// <summary>How long a delivery is kept, with what the run was given. Default 7 days; 1 hour to 90 days.</summary>
    public TimeSpan KeepDeliveries { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a delivery that came while the flow was paused waits for its run. Default 30 days; 1 hour to 90 days.</summary>
    public TimeSpan KeepHeld { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The deliveries of one webhook that wait at a time while its flow is paused. Default 100; 1 to 1,000.</summary>
    public int MaxHeld { get; init; } = 100;

    /// <summary>How often the start of a delivery may end its worker or fail unexpectedly before it is parked. Default 3; 1 to 100.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Refused starts in a row that disable a webhook. Default 20; 1 to 1,000.</summary>
    public int DisableAfter { get; init; } = 20;

    /// <summary>Runs that fail in a row that disable a webhook. Default 50; 1 to 500.</summary>
    public int DisableAfterFailedRuns { get; init; } = 50;
}
