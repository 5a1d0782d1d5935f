using System.Collections.Concurrent;
using System.Globalization;
using HiveFlow.Orchestrations.Alarms;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Triggers.Alarms;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Alarms;

/// <summary>
/// Sets alarms for what is due between two calls of the minute's timer, each a durable timer that all instances share. They only make things
/// punctual: one that is lost costs a wait until the next minute, and nothing else.
/// </summary>
public sealed partial class AlarmClock(DueWork work, TimeProvider clock, ILogger<AlarmClock> logger)
{
    // Farther ones are set by the timer when it is their minute.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);
    private const int Remembered = 256;

    private readonly ConcurrentDictionary<long, bool> known = new();

    /// <summary>Sets one for the first thing that is due after that instant, if that is within a minute.</summary>
    /// <param name="client">The durable client.</param>
    /// <param name="after">Up to when everything due has been looked at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task SetNextAsync(DurableTaskClient client, DateTimeOffset after, CancellationToken cancellationToken)
    {
        if (await work.NextAsync(after, clock.GetUtcNow() + Ahead, cancellationToken) is { } next)
        {
            await SetAsync(client, next, cancellationToken);
        }
    }

    /// <summary>Sets one for the first full second from that instant on, unless the minute's timer comes first. It never fails.</summary>
    internal async Task SetAsync(DurableTaskClient client, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (now, second) = (clock.GetUtcNow(), (at.ToUnixTimeMilliseconds() + 999) / 1000);
        var due = DateTimeOffset.FromUnixTimeSeconds(second);
        if (due - now > Ahead || due.Second == 0 || !known.TryAdd(second, true))
        {
            return;
        }

        Forget(now.ToUnixTimeSeconds());
        var id = string.Create(CultureInfo.InvariantCulture, $"alarm-{second}");
        try
        {
            var options = new StartOrchestrationOptions(id).Once();
            await client.ScheduleNewOrchestrationInstanceAsync(AlarmOrchestrator.Name, new Alarm(due.UtcDateTime), options, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Most often another instance was faster; back ends say so in different words.
            NotSet(logger, exception, id);
        }
    }

    private void Forget(long before)
    {
        if (known.Count > Remembered)
        {
            foreach (var past in known.Keys.Where(second => second < before))
            {
                known.TryRemove(past, out _);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The alarm {Alarm} was not set here.")]
    private static partial void NotSet(ILogger logger, Exception exception, string alarm);
}
