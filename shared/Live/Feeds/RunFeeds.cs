using System.Runtime.CompilerServices;
using HiveFlow.Live.Events;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Live.Feeds;

/// <summary>Lets many watch the same runs: each run that is watched here is read once.</summary>
public sealed class RunFeeds(RunEventLog log, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, RunFeed> feeds = new(StringComparer.Ordinal);

    /// <summary>
    /// Every event after the given number in pages and in order, until the run's last one. A watcher that is slow costs its own delay
    /// alone: what was dropped here meanwhile comes from the store, after a page's <see cref="FeedPage.Gap"/> has said so.
    /// </summary>
    public async IAsyncEnumerable<FeedPage> WatchAsync(
        Tenant tenant, string runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = after;
        if (after > 0)
        {
            var (last, hasEnded) = await log.LastAsync(tenant, runId, cancellationToken);
            if (hasEnded && after >= last)
            {
                yield break;
            }

            // A number that no event has so far: whoever names it is to hear of the end all the same, and must not make others wait for it.
            after = Math.Min(after, last);
        }

        var feed = Join(tenant, runId, after);
        try
        {
            var isFollowing = false;
            while (true)
            {
                var (page, news, first) = feed.Find(after);
                if (news is not null)
                {
                    isFollowing = true;
                    await news.WaitAsync(cancellationToken);
                    continue;
                }

                if (page is null)
                {
                    var events = await log.ReadAsync(tenant, runId, after, cancellationToken);
                    if (events.Count == 0)
                    {
                        yield break;
                    }

                    // A kept page that begins before this watcher's next event left nothing out: only its cut is another.
                    var gap = isFollowing ? Math.Max(0, first - after - 1) : 0;
                    page = FeedPage.Of(runId, events) with { Gap = gap };
                    isFollowing &= gap == 0;
                }

                after = page.Last;
                if (page.First <= known && after > known)
                {
                    page = FeedPage.Of(runId, await log.ReadAsync(tenant, runId, known, cancellationToken));
                    after = page.Last;
                }

                if (after > known)
                {
                    yield return page;
                }

                if (page.EndsRun)
                {
                    yield break;
                }
            }
        }
        finally
        {
            Leave(runId, feed);
        }
    }

    private RunFeed Join(Tenant tenant, string runId, long after)
    {
        lock (gate)
        {
            if (!feeds.TryGetValue(runId, out var feed))
            {
                feed = new RunFeed(log, tenant, runId, after, clock);
                feeds.Add(runId, feed);
                feed.Begin();
            }

            feed.Watchers++;
            return feed;
        }
    }

    private void Leave(string runId, RunFeed feed)
    {
        lock (gate)
        {
            if (--feed.Watchers == 0)
            {
                feeds.Remove(runId);
                feed.Dispose();
            }
        }
    }
}
