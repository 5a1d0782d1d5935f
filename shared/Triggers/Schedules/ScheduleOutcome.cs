using HiveFlow.Errors;

namespace HiveFlow.Triggers.Schedules;

/// <summary>How the start of a claimed occurrence ended.</summary>
/// <param name="Pending">Which.</param>
/// <param name="RunId">The run that was started; null for none.</param>
/// <param name="Error">Why there is none; null where it was left out or put off.</param>
/// <param name="IsPutOff">Whether it is to be tried again.</param>
internal sealed record ScheduleOutcome(PendingStart Pending, string? RunId, Error? Error, bool IsPutOff)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FineRetry = TimeSpan.FromSeconds(5);

    /// <summary>Records it.</summary>
    public Schedule Record(Schedule schedule, DateTimeOffset now, int pauseAfter)
    {
        if (schedule.Pending.FirstOrDefault(pending => pending.Occurrence == Pending.Occurrence) is not { } found)
        {
            return RunId is null ? schedule : schedule with { LastRunId = RunId, LastStartedAt = now };
        }

        List<PendingStart> others = [.. schedule.Pending.Where(pending => pending.Occurrence != Pending.Occurrence)];
        if (RunId is not null)
        {
            return schedule with { Pending = others, LastRunId = RunId, LastStartedAt = now, Failures = 0 };
        }

        if (IsPutOff && (Error is null || found.Attempts < MaxAttempts))
        {
            others.Add(found with { RetryAt = now + RetryAfter(schedule), Attempts = found.Attempts + (Error is null ? 0 : 1) });
            return schedule with { Pending = [.. others.OrderBy(pending => pending.Occurrence)] };
        }

        if (Error is null)
        {
            return schedule with { Pending = others, Skipped = schedule.Skipped + 1 };
        }

        var failed = schedule with
        {
            Pending = others,
            Failures = schedule.Failures + 1,
            LastFailure = new ScheduleFailure(Error.Code.Value, Error.Message, now),
        };
        return failed.Failures < pauseAfter
            ? failed
            : failed with { IsPaused = true, PausedBecause = $"{failed.Failures} starts in a row were refused.", Pending = [], NextOccurrence = null };
    }

    private TimeSpan RetryAfter(Schedule schedule) => Occurrences.Of(schedule.Timing)?.IsFineAt(Pending.Occurrence) == true ? FineRetry : Retry;
}
