using System.Runtime.ExceptionServices;
using HiveFlow.Engine.History;
using Microsoft.DurableTask;

namespace HiveFlow.Engine.Execution;

/// <summary>
/// Retries as the official engine makes them, timer for timer: each delay is a durable timer and so takes a number, and the last
/// failure of a policy is followed by one timer of no length (DurableTask.Core, RetryInterceptor).
/// </summary>
internal static class RetryLoop
{
    public static async Task<T> ByPolicy<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> call)
    {
        var first = context.CurrentUtcDateTime;
        for (var attempt = 0; ; attempt++)
        {
            Exception failure;
            try
            {
                return await call();
            }
            catch (Exception e) when (e is not TaskFailedException { FailureDetails: { } details } || Failure.IsRetriable(details.ErrorType))
            {
                failure = e;
            }

            if (attempt + 1 >= policy.MaxNumberOfAttempts)
            {
                await context.CreateTimer(context.CurrentUtcDateTime, CancellationToken.None);
                ExceptionDispatchInfo.Throw(failure);
            }

            var delay = Delay(policy, attempt, context.CurrentUtcDateTime - first, failure);
            if (delay == TimeSpan.Zero)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            await context.CreateTimer(context.CurrentUtcDateTime.Add(delay), CancellationToken.None);
        }
    }

    public static async Task<T> ByHandler<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> call)
    {
        var first = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException e) when (e.FailureDetails is null || Failure.IsRetriable(e.FailureDetails.ErrorType))
            {
                var details = e.FailureDetails ?? TaskFailureDetails.FromException(e);
                var retry = new RetryContext(context, attempt, details, context.CurrentUtcDateTime - first, CancellationToken.None);
                if (!await handler(retry) || attempt == int.MaxValue)
                {
                    throw;
                }
            }
        }
    }

    private static TimeSpan Delay(RetryPolicy policy, int attempt, TimeSpan passed, Exception failure)
    {
        if (!IsHandled(policy, failure) || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && passed >= policy.RetryTimeout))
        {
            return TimeSpan.Zero;
        }

        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(36_500) : policy.MaxRetryInterval;
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }

    private static bool IsHandled(RetryPolicy policy, Exception failure)
    {
        try
        {
            var details = failure is TaskFailedException { FailureDetails: { } cause } ? cause : TaskFailureDetails.FromException(failure);
            return policy.FailureFilter?.Invoke(details) ?? true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A filter that fails itself must not hide the failure it was asked about.
            return false;
        }
    }
}
