using HiveFlow.FreshStore;
using HiveFlow.Live.Events;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Live.Tests.Events;

public sealed class RunEventLogTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FreshStore.FreshStore store = new(RunEventBatch.Collection, Counter.Collection);
    private readonly RunSignals signals = new();
    private readonly string run;

    public RunEventLogTests() => run = DocumentId.New(store.Clock).ToString();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Parallel_appends_are_numbered_without_gaps_or_repetitions()
    {
        var log = Log();
        await BeginAsync(log);

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (n, token) =>
            Assert.True(await log.AppendAsync(store.Tenant, run, [Event("step.log"), Event("step.log")], [], token)));

        var numbers = (await ReadAllAsync(log)).Select(e => e.Seq);
        Assert.Equal(Enumerable.Range(1, 401).Select(n => (long)n), numbers);
    }

    [Fact]
    public async Task A_log_continues_where_another_instance_left_it()
    {
        await BeginAsync(Log());
        var first = Log();
        await first.AppendAsync(store.Tenant, run, [Event("step.log")], [], default);
        await FlushAsync();

        await Log().AppendAsync(store.Tenant, run, [Event("step.started")], [], default);
        await FlushAsync();

        Assert.Equal([1, 2, 3], (await ReadAllAsync(first)).Select(e => e.Seq));
    }

    [Fact]
    public async Task Two_instances_that_append_to_one_run_never_give_the_same_number()
    {
        var (one, other) = (Log(), Log());
        await BeginAsync(one);
        await FlushAsync();

        for (var round = 0; round < 10; round++)
        {
            await one.EndAsync(store.Tenant, run, [Event("step.log")], [], default);
            await other.EndAsync(store.Tenant, run, [Event("step.log")], [], default);
        }

        Assert.Equal(Enumerable.Range(1, 21).Select(n => (long)n), (await ReadAllAsync(one)).Select(e => e.Seq));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(99)]
    public async Task Who_has_seen_the_last_event_of_an_ended_run_waits_for_nothing(long after)
    {
        var log = Log();
        await BeginAsync(log);
        Assert.True(await log.EndAsync(store.Tenant, run, [Event("run.completed")], [], default));
        using var patience = new CancellationTokenSource(Patience);

        await foreach (var _ in log.WatchAsync(store.Tenant, run, after, patience.Token))
        {
            Assert.Fail("Nothing comes after the end.");
        }
    }

    [Fact]
    public async Task Nothing_comes_after_the_end_of_a_run()
    {
        var log = Log();
        await BeginAsync(log);
        Assert.True(await log.EndAsync(store.Tenant, run, [Event("run.completed")], [], default));

        Assert.False(await log.AppendAsync(store.Tenant, run, [Event("step.log")], [DocumentWrite.Increment(store.Tenant, "late")], default));
        Assert.False(await log.EndAsync(store.Tenant, run, [Event("run.failed")], [], default));

        Assert.Equal(["run.started", "run.completed"], (await ReadAllAsync(log)).Select(e => e.Type));
        Assert.Null(await store.Documents.GetAsync(Counter.Collection, store.Tenant, "late", default));
    }

    [Fact]
    public async Task A_refused_end_leaves_no_gap()
    {
        var log = Log();
        await BeginAsync(log);
        var impossible = DocumentWrite.Replace(Counter.Collection, store.Tenant, "nothing", 7, new Counter(1));

        Assert.False(await log.EndAsync(store.Tenant, run, [Event("run.completed")], [impossible], default));
        await log.AppendAsync(store.Tenant, run, [Event("step.log")], [], default);
        await FlushAsync();

        Assert.Equal([1, 2], (await ReadAllAsync(log)).Select(e => e.Seq));
    }

    [Fact]
    public async Task A_watcher_sees_what_was_what_is_and_the_end()
    {
        var log = Log();
        await BeginAsync(log);
        await using var watcher = log.WatchAsync(store.Tenant, run, 0, default).GetAsyncEnumerator();
        Assert.Equal("run.started", await NextAsync(watcher));

        await log.AppendAsync(store.Tenant, run, [Event("step.started")], [], default);
        Assert.Equal("step.started", await NextAsync(watcher));

        await log.EndAsync(store.Tenant, run, [Event("step.completed"), Event("run.completed")], [], default);
        Assert.Equal("step.completed", await NextAsync(watcher));
        Assert.Equal("run.completed", await NextAsync(watcher));
        Assert.False(await watcher.MoveNextAsync().AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_watcher_that_comes_back_goes_on_after_the_last_number_it_saw()
    {
        var log = Log();
        await BeginAsync(log);
        await log.AppendAsync(store.Tenant, run, [Event("step.started"), Event("step.log"), Event("step.completed")], [], default);
        await log.EndAsync(store.Tenant, run, [Event("run.completed")], [], default);

        List<long> seen = [];
        await foreach (var e in log.WatchAsync(store.Tenant, run, 3, default))
        {
            seen.Add(e.Seq);
        }

        Assert.Equal([4, 5], seen);
    }

    [Fact]
    public async Task A_watcher_finds_events_by_itself_when_the_signal_was_lost()
    {
        await BeginAsync(Log());
        await FlushAsync();
        var deaf = new RunEventLog(store.Documents, new RunSignals(), store.Clock);
        await using var watcher = deaf.WatchAsync(store.Tenant, run, 1, default).GetAsyncEnumerator();
        var next = watcher.MoveNextAsync().AsTask();

        await Log().EndAsync(store.Tenant, run, [Event("run.completed")], [], default);
        while (!next.IsCompleted)
        {
            store.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.Equal("run.completed", watcher.Current.Type);
    }

    [Fact]
    public async Task Another_organization_reads_nothing()
    {
        var log = Log();
        await BeginAsync(log);
        await FlushAsync();

        Assert.Empty(await log.ReadAsync(Tenant.Of(DocumentId.New(store.Clock)), run, 0, default));
    }

    private static RunEvent Event(string type) => new() { At = DateTimeOffset.UnixEpoch, Type = type };

    private static async Task<string> NextAsync(IAsyncEnumerator<RunEvent> watcher)
    {
        Assert.True(await watcher.MoveNextAsync().AsTask().WaitAsync(Patience));
        return watcher.Current.Type;
    }

    private RunEventLog Log() => new(store.Documents, signals, store.Clock);

    private async Task BeginAsync(RunEventLog log) =>
        await store.Documents.WriteAsync([log.Begin(store.Tenant, run, Event("run.started"))], default);

    // Whatever was written ahead is on disk when a later write is.
    private async Task FlushAsync() => await store.Documents.WriteAsync([DocumentWrite.Increment(store.Tenant, "flush")], default);

    private async Task<List<RunEvent>> ReadAllAsync(RunEventLog log)
    {
        await FlushAsync();
        List<RunEvent> all = [];
        while (await log.ReadAsync(store.Tenant, run, all.Count, default) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        return all;
    }
}
