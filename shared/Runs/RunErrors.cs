using HiveFlow.Errors;

namespace HiveFlow.Runs;

/// <summary>How starting and steering runs can fail.</summary>
public static class RunErrors
{
    /// <summary>The same Idempotency-Key came with another request.</summary>
    public static readonly ErrorCode IdempotencyMismatchCode = new("idempotency_key_reused", ErrorKind.Invalid);

    /// <summary>The run has ended.</summary>
    public static readonly ErrorCode RunEndedCode = new("run_ended", ErrorKind.Conflict);

    /// <summary>The run goes on still.</summary>
    public static readonly ErrorCode RunNotEndedCode = new("run_not_ended", ErrorKind.Conflict);

    /// <summary>The run was made before, and deleted.</summary>
    public static readonly ErrorCode RunDeletedCode = new("run_deleted", ErrorKind.Conflict);

    /// <summary>More runs wait than the system holds.</summary>
    public static readonly ErrorCode BusyCode = new("too_busy", ErrorKind.Unavailable);

    /// <summary>A step took longer than its limit.</summary>
    public static readonly ErrorCode StepTimeoutCode = new("step_timeout", ErrorKind.Invalid);

    /// <summary>A run took longer than its limit.</summary>
    public static readonly ErrorCode RunTimeoutCode = new("run_timeout", ErrorKind.Invalid);

    /// <summary>An output over the largest size.</summary>
    public static readonly ErrorCode OutputTooLargeCode = new("output_too_large", ErrorKind.TooLarge);

    /// <summary>A run that would never have ended by itself.</summary>
    public static readonly ErrorCode ZombieCode = new("zombie", ErrorKind.Internal);

    /// <summary>422: the key was used for something else.</summary>
    public static Error IdempotencyMismatch() => Error.Of(
        IdempotencyMismatchCode, "This Idempotency-Key was used within the last 24 hours for a different request; use a new key.");

    /// <summary>409: nothing to steer any more.</summary>
    public static Error RunEnded(string status) => Error.Of(RunEndedCode, $"The run has ended ({status}) and can't be changed any more.");

    /// <summary>409: nothing to try again yet.</summary>
    public static Error RunNotEnded(string status) => Error.Of(RunNotEndedCode, $"The run has not ended ({status}); only an ended one can be tried again.");

    /// <summary>409: it can't be deleted yet.</summary>
    /// <param name="why">As a sentence without its full stop.</param>
    public static Error NotDeletable(string why) => Error.Of(RunNotEndedCode, $"{why}; cancel it or wait for its end, then delete the run.");

    /// <summary>409: it is not made a second time.</summary>
    public static Error RunDeleted() => Error.Of(RunDeletedCode, "The run that this was to start has run and was deleted; it is not started again.");

    /// <summary>503: come back later.</summary>
    public static Error Busy() =>
        Error.Of(BusyCode, "More runs are waiting than can be taken now; nothing was started.") with { RetryAfter = TimeSpan.FromSeconds(2) };

    /// <summary>The failure of a run that would never have ended by itself.</summary>
    /// <param name="why">What showed it, as the end of a sentence.</param>
    public static Error Zombie(string why) => Error.Of(ZombieCode, $"The run was ended by the service: {why}. It costs nothing.");

    /// <summary>The failure of a step that ran out of time.</summary>
    public static Error StepTimeout(TimeSpan limit) =>
        Error.Of(StepTimeoutCode, $"The step took longer than its timeout of {limit.TotalSeconds:0.###} s.");

    /// <summary>The failure of a run that ran out of time.</summary>
    public static Error RunTimeout(TimeSpan limit) =>
        Error.Of(RunTimeoutCode, $"The run was at work for longer than its limit of {limit.TotalSeconds:0} s.");

    /// <summary>The failure of a step whose output can't be kept.</summary>
    public static Error OutputTooLarge(int limit) =>
        Error.Of(OutputTooLargeCode, $"The step's output is larger than {limit / (1024 * 1024)} MiB.");
}
