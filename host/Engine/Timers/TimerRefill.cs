using HiveFlow.Engine.Dispatch;

namespace HiveFlow.Engine.Timers;

/// <summary>Reads the timers of the near future from the store, half a horizon before they are needed.</summary>
internal sealed class TimerRefill(EngineParts parts, TimerAgenda agenda) : IDisposable
{
    private const int Page = 1_000;

    private (long Due, long Seq) place = (-1, -1);
    private long horizon;
    private ITimer? timer;
    private int isReading;

    /// <summary>Up to here the agenda is complete, UTC ticks.</summary>
    public long Horizon => Volatile.Read(ref horizon);

    /// <summary>Whether it is at that now.</summary>
    public bool IsReading => Volatile.Read(ref isReading) != 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        var half = parts.Options.TimerHorizon / 2;
        timer = parts.Time.CreateTimer(static state => _ = ((TimerRefill)state!).RefillAsync(), this, half, half);
    }

    public void Dispose() => timer?.Dispose();

    private async Task RefillAsync()
    {
        if (Interlocked.Exchange(ref isReading, 1) != 0)
        {
            return;
        }

        try
        {
            await ReadAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The next tick reads the same stretch: the place moves only with what was read.
        }
        finally
        {
            Volatile.Write(ref isReading, 0);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        // Moved before the reading: whoever commits a timer from now on either is seen by the reading or sees the new horizon.
        var until = (parts.Time.GetUtcNow() + parts.Options.TimerHorizon).UtcTicks;
        Volatile.Write(ref horizon, Math.Max(until, Horizon));
        while (true)
        {
            var due = await parts.Store.ListTimersAsync(place, until, Page, cancellationToken);
            foreach (var one in due)
            {
                agenda.Add(one.Id, one.Seq, one.Due);
                place = (one.Due, one.Seq);
            }

            if (due.Count < Page)
            {
                place = (until, long.MaxValue);
                return;
            }
        }
    }
}
