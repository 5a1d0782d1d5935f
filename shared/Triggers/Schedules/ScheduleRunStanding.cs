namespace HiveFlow.Triggers.Schedules;

/// <summary>How a run of a schedule stands.</summary>
public enum ScheduleRunStanding
{
    /// <summary>There is no such run any more.</summary>
    Gone,

    /// <summary>It has not ended.</summary>
    GoesOn,

    /// <summary>It ended well, or somebody cancelled it.</summary>
    Ended,

    /// <summary>It failed.</summary>
    Failed,
}
