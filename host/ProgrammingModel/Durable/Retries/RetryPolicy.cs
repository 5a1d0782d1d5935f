namespace Microsoft.DurableTask;

/// <summary>
/// Retries by delay: before retry k, counted from 0, <c>min(FirstRetryInterval × BackoffCoefficient^k, MaxRetryInterval)</c>.
/// Each delay is a durable timer.
/// </summary>
public class RetryPolicy
{
    /// <param name="maxNumberOfAttempts">Tries in all, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">The first delay; above zero.</param>
    /// <param name="backoffCoefficient">What each delay is multiplied by for the next one; at least 1.</param>
    /// <param name="maxRetryInterval">The longest delay, not below the first one; null: one hour.</param>
    /// <param name="retryTimeout">
    /// No retry is begun when a try fails this long after the first one began; not below the first delay; null: no limit.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "A delay can't shrink: at least 1.");
        }

        NotBelow(firstRetryInterval, maxRetryInterval, nameof(maxRetryInterval));
        NotBelow(firstRetryInterval, retryTimeout, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>Tries in all, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The delay before the first retry.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>What each delay is multiplied by for the next one.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest delay; <see cref="Timeout.InfiniteTimeSpan"/>: no limit.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>How long after the first try began retries may still begin; <see cref="Timeout.InfiniteTimeSpan"/>: always.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>
    /// Decides by the failure whether another try makes sense; false and an exception of its own both end the retries.
    /// Not set: every failure is tried again.
    /// </summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => FailureFilter = value;
    }

    /// <summary>What <see cref="HandleFailure"/> was set to; null: every failure is tried again.</summary>
    internal Func<TaskFailureDetails, bool>? FailureFilter { get; private init; }

    private static void NotBelow(TimeSpan first, TimeSpan? value, string name)
    {
        if (value < first && value != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, value, $"It can't be below the first delay, {first}.");
        }
    }
}
