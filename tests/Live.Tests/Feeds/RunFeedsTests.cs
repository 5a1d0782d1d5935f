using System.Text.Json.Nodes;
using HiveFlow.FreshStore;
using HiveFlow.Live.Events;
using HiveFlow.Live.Feeds;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Live.Tests.Feeds;

public sealed class RunFeedsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly FreshStore.FreshStore store = new(RunEventBatch.Collection, Counter.Collection);
    private readonly RunEventLog log;
    private readonly RunFeeds feeds;
    private readonly string run;

    public RunFeedsTests()
    {
        log = new RunEventLog(store.Documents, new RunSignals(), store.Clock);
        feeds = new RunFeeds(log, store.Clock);
        run = DocumentId.New(store.Clock).ToString();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Many_watchers_get_the_same_events_in_order_wherever_they_begin()
    {
        await WriteAsync(10, isEnd: false);
        var watchers = new[] { 0L, 5, 10 }.Select(after => ReadAsync(after)).ToList();
        await WriteAsync(500, isEnd: true);

        var heard = await Task.WhenAll(watchers).WaitAsync(Patience);

        Assert.All(heard.Zip([0L, 5, 10]), pair => Assert.Equal(Enumerable.Range((int)pair.Second + 1, 511 - (int)pair.Second).Select(n => (long)n), pair.First));
    }

    [Fact]
    public async Task Who_comes_again_with_the_last_number_of_an_ended_run_is_told_that_it_is_over()
    {
        await WriteAsync(10, isEnd: true);
        var last = (await log.LastAsync(store.Tenant, run, default)).Last;

        Assert.Empty(await ReadAsync(last).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_watcher_that_takes_nothing_while_everything_flows_is_told_of_the_gap_and_misses_nothing()
    {
        await WriteAsync(10, isEnd: false);
        using var patience = new CancellationTokenSource(Patience);
        await using var slow = feeds.WatchAsync(store.Tenant, run, 0, patience.Token).GetAsyncEnumerator(patience.Token);
        var heard = new List<long>();
        while (heard.Count < 10)
        {
            Assert.True(await slow.MoveNextAsync());
            heard.AddRange(Numbers(slow.Current));
        }

        var next = slow.MoveNextAsync();
        await WriteAsync(1, isEnd: false);
        Assert.True(await next);
        heard.AddRange(Numbers(slow.Current));
        await using var fast = feeds.WatchAsync(store.Tenant, run, 11, patience.Token).GetAsyncEnumerator(patience.Token);
        var last = 11L;
        for (var round = 0; round < 60; round++)
        {
            var isEnd = round == 59;
            await WriteAsync(200, isEnd);

            // Each round is read before the next is written: else one look could find all of it, and nothing would be dropped.
            while (last < 11 + (200 * (round + 1)) + (isEnd ? 1 : 0))
            {
                Assert.True(await fast.MoveNextAsync());
                last = fast.Current.Last;
            }
        }

        // Whoever waits for the last event has it when the feed itself has read so far.
        Assert.Equal([12_012L], await ReadAsync(12_011).WaitAsync(Patience));
        var gaps = 0L;
        while (await slow.MoveNextAsync())
        {
            gaps += slow.Current.Gap;
            heard.AddRange(Numbers(slow.Current));
        }

        Assert.True(gaps > 0);
        Assert.Equal(Enumerable.Range(1, 12_012).Select(n => (long)n), heard);
    }

    [Fact]
    public async Task A_watcher_whose_next_event_lies_within_a_page_of_others_is_told_of_no_gap()
    {
        await WriteAsync(3, isEnd: false);
        using var patience = new CancellationTokenSource(Patience);
        await using var ahead = feeds.WatchAsync(store.Tenant, run, 5, patience.Token).GetAsyncEnumerator(patience.Token);
        var next = ahead.MoveNextAsync();
        await WriteAsync(10, isEnd: true);

        Assert.True(await next);

        Assert.Equal(0, ahead.Current.Gap);
        Assert.Equal(Enumerable.Range(6, 9).Select(n => (long)n), Numbers(ahead.Current));
    }

    [Fact]
    public async Task Who_names_a_number_beyond_the_last_event_is_told_of_the_end_and_disturbs_nobody()
    {
        await WriteAsync(3, isEnd: false);
        using var patience = new CancellationTokenSource(Patience);
        await using var beyond = feeds.WatchAsync(store.Tenant, run, 1_000, patience.Token).GetAsyncEnumerator(patience.Token);
        var next = beyond.MoveNextAsync();
        await using var other = feeds.WatchAsync(store.Tenant, run, 0, patience.Token).GetAsyncEnumerator(patience.Token);
        List<long> heard = [];
        while (heard.Count < 3)
        {
            Assert.True(await other.MoveNextAsync());
            heard.AddRange(Numbers(other.Current));
        }

        var more = other.MoveNextAsync();
        await WriteAsync(2, isEnd: true);
        for (; await more; more = other.MoveNextAsync())
        {
            heard.AddRange(Numbers(other.Current));
        }

        Assert.Equal([1L, 2, 3, 4, 5, 6], heard);
        Assert.False(await next);
    }

    private static IEnumerable<long> Numbers(FeedPage page) =>
        JsonNode.Parse(page.Json.Span)!["events"]!.AsArray().Select(e => e!["seq"]!.GetValue<long>());

    private async Task<List<long>> ReadAsync(long after)
    {
        using var patience = new CancellationTokenSource(Patience);
        List<long> heard = [];
        await foreach (var page in feeds.WatchAsync(store.Tenant, run, after, patience.Token))
        {
            heard.AddRange(Numbers(page));
        }

        return heard;
    }

    private async Task WriteAsync(int count, bool isEnd)
    {
        var events = Enumerable.Range(0, count).Select(_ => new RunEvent { At = store.Clock.GetUtcNow(), Type = "step.log" }).ToList();
        if (isEnd)
        {
            events.Add(new RunEvent { At = store.Clock.GetUtcNow(), Type = RunEventTypes.RunCompleted });
        }

        Assert.True(isEnd
            ? await log.EndAsync(store.Tenant, run, events, [], default)
            : await log.AppendAsync(store.Tenant, run, events, [], default));
    }
}
