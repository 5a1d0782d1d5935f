using HiveFlow.Host.Functions;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Timers;

/// <summary>
/// Runs the timer functions: each on its own schedule, never twice at once, an occurrence missed while down made up for once
/// at start, a failed run logged and not repeated.
/// </summary>
internal sealed partial class TimerRunner(
    IReadOnlyList<TimerFunction> timers,
    FunctionPipeline pipeline,
    TimerState state,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<TimerRunner> logger) : BackgroundService
{
    // A longer wait is cut, since a timer of the runtime reaches 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(timers.Select(timer => RunAsync(timer, stoppingToken)));

    private async Task RunAsync(TimerFunction timer, CancellationToken stopping)
    {
        try
        {
            var name = timer.Function.Name;
            var monitored = timer.Trigger.UseMonitor && !timer.Schedule.IsTooOftenToMonitor(Now);
            var status = monitored ? Begin(timer, state.Read(name)) : Fresh(timer.Schedule, Now);
            if (monitored)
            {
                await state.WriteAsync(name, status, stopping);
            }

            var pastDue = monitored && Now > status.Next;
            var atOnce = pastDue || timer.Trigger.RunOnStartup;
            while (true)
            {
                if (!atOnce)
                {
                    await WaitUntilAsync(status.Next, stopping);
                }

                var began = Now;
                await InvokeAsync(timer, new TimerInfo { IsPastDue = pastDue, ScheduleStatus = monitored ? status : null }, stopping);

                // The clock may wake us a little early; counting from the planned time keeps an occurrence from coming twice.
                var last = !atOnce && status.Next > began ? status.Next : began;
                status = new ScheduleStatus { Last = last, Next = timer.Schedule.Next(last), LastUpdated = last };
                (pastDue, atOnce) = (false, false);
                if (monitored)
                {
                    await state.WriteAsync(name, status, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private static ScheduleStatus Fresh(TimerSchedule schedule, DateTime now) => new() { Next = schedule.Next(now), LastUpdated = now };

    private ScheduleStatus Begin(TimerFunction timer, ScheduleStatus? kept)
    {
        if (kept is null)
        {
            return Fresh(timer.Schedule, Now);
        }

        var from = kept.Last != default ? kept.Last : kept.LastUpdated;
        var expected = timer.Schedule.Next(from == default ? Now : from);
        if (kept.Next == expected)
        {
            return kept;
        }

        // The schedule was changed meanwhile: what the old one missed no longer counts.
        return Now > expected
            ? Fresh(timer.Schedule, Now)
            : new ScheduleStatus { Next = expected, LastUpdated = from };
    }

    private async Task WaitUntilAsync(DateTime due, CancellationToken stopping)
    {
        for (var left = due - Now; left > TimeSpan.Zero; left = due - Now)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, clock, stopping);
        }
    }

    private async Task InvokeAsync(TimerFunction timer, TimerInfo info, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await pipeline.RunAsync(Invocation.ByTrigger(timer.Function, info, scope.ServiceProvider, stopping));
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            LogFailed(timer.Function.Name, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The timer function {Function} failed; it runs again at its next time")]
    private partial void LogFailed(string function, Exception fault);
}
