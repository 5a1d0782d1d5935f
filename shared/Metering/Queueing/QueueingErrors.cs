using HiveFlow.Errors;

namespace HiveFlow.Metering.Queueing;

/// <summary>How a run can be refused because of others.</summary>
public static class QueueingErrors
{
    /// <summary>The organization has as many queued runs as it may.</summary>
    public static readonly ErrorCode QueueFullCode = new("queue_full", ErrorKind.RateLimited);

    /// <summary>429: the organization's queue is full.</summary>
    public static Error QueueFull(int most) =>
        Error.Of(QueueFullCode, $"The organization has {most} queued runs, the most its plan allows; nothing was started.") with { RetryAfter = TimeSpan.FromSeconds(10) };
}
