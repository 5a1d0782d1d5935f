using HiveFlow.Engine.Store;

namespace HiveFlow.Engine.Dispatch;

/// <summary>Takes up what was left when the engine last ended: page by page, no faster than the work is done.</summary>
internal sealed class Recovery(EngineParts parts, InstanceTable table) : IDisposable
{
    private const int Page = 500;

    private ITimer? timer;
    private long place;
    private int isReading;
    private bool isDone;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        if (!isDone)
        {
            var pause = TimeSpan.FromMilliseconds(50);
            timer = parts.Time.CreateTimer(static state => _ = ((Recovery)state!).ContinueAsync(), this, pause, pause);
        }
    }

    public void Dispose() => timer?.Dispose();

    private async Task ContinueAsync()
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
            // The next tick reads the same page.
        }
        finally
        {
            Volatile.Write(ref isReading, 0);
        }

        if (isDone)
        {
            Dispose();
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (!isDone && table.Count - table.Idle < Math.Max(Page, parts.Options.MaxBacklog / 2))
        {
            var busy = await parts.Store.ListBusyAsync(place, Page, cancellationToken);
            foreach (var one in busy)
            {
                table.Deliver(one.Id, one.Seq, null);
                place = one.Seq;
            }

            isDone = busy.Count < Page;
        }
    }
}
