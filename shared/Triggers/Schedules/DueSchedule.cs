using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Schedules;

/// <summary>
/// When to look at a schedule next, under the schedule's id; written with the schedule in one atomic write. It stands above organizations,
/// so that one look at an index finds what is due of all of them, and holds nothing but ids.
/// </summary>
/// <param name="OrganizationId">Whose schedule.</param>
/// <param name="At">When.</param>
public sealed record DueSchedule(string OrganizationId, DateTimeOffset At)
{
    /// <summary>In order of time.</summary>
    public static readonly Collection<DueSchedule> Collection =
        new Collection<DueSchedule>("due_schedules", SchedulesJson.Default.DueSchedule).WithIndex("at", ("at", due => due.At));
}
