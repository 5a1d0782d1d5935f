namespace HiveFlow.Triggers.Schedules;

/// <summary>Bounds of schedules. Section <c>HiveFlow:Schedules</c>.</summary>
public sealed record SchedulesOptions
{
    /// <summary>The shortest time between two occurrences. Default 5 seconds; 1 second to 1 day.</summary>
    public TimeSpan MinInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How late an occurrence may start without being a missed one; one that the next follows within a minute at most 30 seconds. Default 90
    /// seconds; 60 seconds to 1 hour.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>After how long a claimed occurrence that was not started is taken over. Default 30 seconds; 10 seconds to 1 hour.</summary>
    public TimeSpan ClaimLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Refused starts in a row that pause a schedule. Default 10; 1 to 1,000.</summary>
    public int PauseAfter { get; init; } = 10;

    /// <summary>Runs that fail in a row that pause a schedule. Default 50; 1 to 10,000.</summary>
    public int PauseAfterFailedRuns { get; init; } = 50;

    /// <summary>Schedules of one flow. Default 100; 1 to 1,000.</summary>
    public int MaxPerFlow { get; init; } = 100;

    /// <summary>Schedules that one call of the timer starts; the rest is left to the next. Default 20,000; 100 to 1,000,000.</summary>
    public int MaxPerMinute { get; init; } = 20_000;

    /// <summary>Schedules started side by side. Default 16; 1 to 256.</summary>
    public int Parallel { get; init; } = 16;
}
