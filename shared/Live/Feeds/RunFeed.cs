using HiveFlow.Live.Events;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Live.Feeds;

/// <summary>
/// The newest pages of one run's log, read once and made into JSON once, however many watch it here. Bounded: who falls behind what is
/// kept reads the store instead.
/// </summary>
internal sealed class RunFeed(RunEventLog log, Tenant tenant, string runId, long begin, TimeProvider clock) : IDisposable
{
    private const int MostPages = 64;
    private const int MostBytes = 512 * 1024;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly LinkedList<FeedPage> pages = [];
    private TaskCompletionSource news = New();
    private int bytes;

    /// <summary>How many watch it; changed under the lock of <see cref="RunFeeds"/>.</summary>
    public int Watchers { get; set; }

    /// <summary>Begins to read.</summary>
    public void Begin() => _ = ReadAsync(begin, stopping.Token);

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    /// <summary>
    /// The page that begins right after that event; or null, with a task that ends when there may be one, or without one when it is no
    /// longer, or not as such a page, among those kept.
    /// </summary>
    public (FeedPage? Page, Task? News, long First) Find(long after)
    {
        lock (gate)
        {
            if (after >= (pages.Last?.Value.Last ?? begin))
            {
                return (null, news.Task, 0);
            }

            for (var node = pages.Last; node is not null && node.Value.First > after; node = node.Previous)
            {
                if (node.Value.First == after + 1)
                {
                    return (node.Value, null, 0);
                }
            }

            return (null, null, pages.First?.Value.First ?? begin + 1);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(long after, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var events in log.WatchPagesAsync(tenant, runId, after, cancellationToken))
                {
                    after = events[^1].Seq;
                    Keep(FeedPage.Of(runId, events));
                }

                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                // Those who watch find the store away themselves and come again.
                await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Keep(FeedPage page)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            pages.AddLast(page);
            bytes += page.Json.Length;
            while (pages.Count > MostPages || (bytes > MostBytes && pages.Count > 1))
            {
                bytes -= pages.First!.Value.Json.Length;
                pages.RemoveFirst();
            }

            (told, news) = (news, New());
        }

        told.SetResult();
    }
}
