using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Schedules;

/// <summary>Moves a schedule on; no I/O.</summary>
internal static class ScheduleClaim
{
    /// <summary>Occurrences of one schedule that may wait for their start.</summary>
    public const int MaxPending = 100;

    /// <summary>After which an unstarted claim is given up: its idempotency key would not be known any more an hour later.</summary>
    private static readonly TimeSpan OldestClaim = TimeSpan.FromHours(23);

    private static readonly TimeSpan FineGrace = TimeSpan.FromSeconds(30);

    /// <summary>With its next occurrence from now on, never one that was claimed before.</summary>
    public static Schedule Aim(Schedule schedule, DateTimeOffset now)
    {
        var after = schedule.LastOccurrence is { } last && last > now ? last : now;
        return schedule with { NextOccurrence = schedule.IsPaused ? null : Occurrences.Of(schedule.Timing)?.Next(after) };
    }

    /// <summary>Counts how the latest run ended, once; so many that failed in a row pause the schedule, which then says so.</summary>
    public static Schedule Count(Schedule schedule, ScheduleRunStanding standing, int pauseAfter)
    {
        if (schedule.LastRunId == schedule.CountedRunId || standing is not (ScheduleRunStanding.Ended or ScheduleRunStanding.Failed))
        {
            return schedule;
        }

        var failed = standing == ScheduleRunStanding.Failed ? schedule.FailedRuns + 1 : 0;
        var counted = schedule with { FailedRuns = failed, CountedRunId = schedule.LastRunId };
        return failed < pauseAfter
            ? counted
            : counted with { IsPaused = true, PausedBecause = $"{failed} runs in a row failed.", Pending = [], NextOccurrence = null };
    }

    /// <summary>
    /// Claims what is due: those occurrences are pending then, this instance's to start until <paramref name="lease"/> is over, and the next
    /// occurrence is a later one. Also takes over what another instance left. Gives the schedule and what is to be started now.
    /// </summary>
    public static (Schedule Schedule, IReadOnlyList<PendingStart> Mine) Claim(
        Schedule schedule, DateTimeOffset now, TimeSpan grace, TimeSpan lease, bool isWanted)
    {
        var kept = schedule.Pending.Where(pending => now - pending.ClaimedAt < OldestClaim).ToList();
        var mine = kept.Where(pending => pending.RetryAt <= now).Select(pending => pending with { RetryAt = now + lease }).ToList();
        kept.RemoveAll(pending => pending.RetryAt <= now);
        var claimed = schedule with { Skipped = schedule.Skipped + schedule.Pending.Count - kept.Count - mine.Count };
        if (schedule.NextOccurrence is { } next && Occurrences.Of(schedule.Timing) is { } occurrences && occurrences.DueAt(schedule.Id, next) <= now)
        {
            var due = occurrences.Latest(next, now, MaxPending + 1).Where(at => occurrences.DueAt(schedule.Id, at) <= now).ToList();
            var last = due[^1];
            var starts = isWanted ? Chosen(schedule, due, at => now - occurrences.DueAt(schedule.Id, at) <= GraceOf(occurrences, at, grace)) : [];
            var room = Math.Max(0, MaxPending - kept.Count - mine.Count);
            mine.AddRange(starts.Take(room).Select(at => new PendingStart(at, now, now + lease, 0)));
            claimed = claimed with
            {
                LastOccurrence = last,
                NextOccurrence = occurrences.Next(last),
                Skipped = claimed.Skipped + Math.Max(0, starts.Count - room),
            };
        }

        return (claimed with { Pending = [.. kept.Concat(mine).OrderBy(pending => pending.Occurrence)] }, mine);
    }

    /// <summary>When to look at it next; null for never.</summary>
    public static DateTimeOffset? LookAt(Schedule schedule)
    {
        DateTimeOffset? look = schedule is { IsPaused: false, NextOccurrence: { } next } && Occurrences.Of(schedule.Timing) is { } occurrences
            ? occurrences.DueAt(schedule.Id, next)
            : null;
        if (schedule.Pending.Count == 0)
        {
            return look;
        }

        var retry = schedule.Pending.Min(pending => pending.RetryAt);
        return look < retry ? look : retry;
    }

    /// <summary>The write that keeps the index of what is due in step.</summary>
    public static DocumentWrite DueWrite(Schedule schedule) => LookAt(schedule) is { } at
        ? DocumentWrite.Upsert(DueSchedule.Collection, Tenant.System, schedule.Id, new DueSchedule(schedule.OrganizationId, at))
        : DocumentWrite.Delete(DueSchedule.Collection, Tenant.System, schedule.Id);

    // After a pause of a minute or so, occurrences of every few seconds would come as a burst.
    private static TimeSpan GraceOf(Occurrences occurrences, DateTimeOffset at, TimeSpan grace) =>
        grace > FineGrace && occurrences.IsFineAt(at) ? FineGrace : grace;

    private static List<DateTimeOffset> Chosen(Schedule schedule, List<DateTimeOffset> due, Func<DateTimeOffset, bool> isOnTime)
    {
        var onTime = due.Where(isOnTime).ToList();
        return schedule.Missed switch
        {
            MissedPolicy.Every => [.. due.TakeLast(Math.Max(schedule.MissedLimit, onTime.Count))],
            MissedPolicy.One when onTime.Count == 0 => [due[^1]],
            _ => onTime,
        };
    }
}
