using System.Text.Json;
using HiveFlow.Live.Events;
using HiveFlow.Live.Signals;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.Idempotency;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;
using HiveFlow.Runs.Telemetry;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Tests;

public sealed class RunStoreTests : IAsyncLifetime
{
    private readonly FreshStore.FreshStore store = new(
        Run.Collection, RunStep.Collection, IdempotencyRecord.Collection, RunEventBatch.Collection, Counter.Collection, FailedRun.Collection, OpenFailure.Collection);

    private readonly RunEventLog log;
    private readonly RunStore runs;
    private readonly RunEnder ender;
    private readonly RunMemories memories;
    private readonly RunSignals signals = new();
    private readonly RunMeter meter = new();

    public RunStoreTests()
    {
        log = new RunEventLog(store.Documents, signals, store.Clock);
        var payloads = new PayloadStore(new NoFiles());
        runs = new RunStore(store.Documents, log, payloads, meter, new RunNotices(), store.Clock);
        memories = new RunMemories(runs, payloads);
        ender = new RunEnder(store.Documents, log, memories, meter, new RunNotices(), new FreshFailures(), store.Clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        memories.Dispose();
        meter.Dispose();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_run_is_created_queued_with_its_first_event()
    {
        var run = await CreateAsync(Request("flow"));

        var stored = await runs.GetAsync(store.Organization, run.Id, default);
        Assert.Equal(RunStatus.Queued, stored!.Document.Status);
        Assert.Equal("run.started", Assert.Single(await log.ReadAsync(store.Tenant, run.Id, 0, default)).Type);
    }

    [Fact]
    public async Task Sixty_four_parallel_requests_with_one_idempotency_key_make_one_run()
    {
        var request = Request("flow") with { IdempotencyKey = "k", RequestHash = "h", Alongside = [DocumentWrite.Increment(store.Tenant, "started")] };

        var made = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => runs.CreateAsync(request, default))));

        Assert.All(made, result => Assert.True(result.IsSuccess));
        Assert.Single(made.Select(result => result.Value!.Run.Id).Distinct());
        Assert.Single(made, result => result.Value!.IsNew);
        Assert.Single((await runs.ListAsync(store.Organization, new RunFilter(), default)).Items);
        Assert.Equal(1, (await store.Documents.GetAsync(Counter.Collection, store.Tenant, "started", default))!.Document.Value);
    }

    [Fact]
    public async Task An_idempotency_key_with_another_request_is_refused()
    {
        await CreateAsync(Request("flow") with { IdempotencyKey = "k", RequestHash = "one" });

        var second = await runs.CreateAsync(Request("flow") with { IdempotencyKey = "k", RequestHash = "two" }, default);

        Assert.Equal(RunErrors.IdempotencyMismatchCode, second.Error?.Code);
    }

    [Fact]
    public async Task A_run_that_could_not_be_begun_is_taken_back_and_its_key_is_free_again()
    {
        var request = Request("flow") with { IdempotencyKey = "k", RequestHash = "h" };
        var first = (await runs.CreateAsync(request, default)).Value!;

        await runs.UndoAsync(first, default);

        Assert.Null(await runs.GetAsync(store.Organization, first.Run.Id, default));
        Assert.Empty(await log.ReadAsync(store.Tenant, first.Run.Id, 0, default));
        var second = (await runs.CreateAsync(request, default)).Value!;
        Assert.True(second.IsNew);
    }

    [Fact]
    public async Task Two_callers_may_use_the_same_idempotency_key()
    {
        var one = await CreateAsync(Request("flow") with { UserId = "a", IdempotencyKey = "k", RequestHash = "h" });
        var other = await CreateAsync(Request("flow") with { UserId = "b", IdempotencyKey = "k", RequestHash = "h" });

        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_by_flow_status_and_time()
    {
        List<string> ids = [];
        for (var n = 0; n < 6; n++)
        {
            ids.Add((await CreateAsync(Request(n % 2 == 0 ? "even" : "odd"))).Id);
            store.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await EndAsync(ids[0], RunStatus.Completed);
        var start = store.Clock.GetUtcNow() - TimeSpan.FromMinutes(6);

        Assert.Equal(ids.AsEnumerable().Reverse(), await ListAsync(new RunFilter()));
        Assert.Equal([ids[4], ids[2], ids[0]], await ListAsync(new RunFilter { FlowId = "even" }));
        Assert.Equal([ids[4], ids[2]], await ListAsync(new RunFilter { FlowId = "even", Status = RunStatus.Queued }));
        Assert.Equal([ids[0]], await ListAsync(new RunFilter { Status = RunStatus.Completed }));
        Assert.Equal([ids[3], ids[2]], await ListAsync(new RunFilter { From = start + TimeSpan.FromMinutes(2), To = start + TimeSpan.FromMinutes(4) }));
    }

    [Fact]
    public async Task Pages_of_runs_follow_one_another_while_new_runs_come()
    {
        List<string> ids = [];
        for (var n = 0; n < 5; n++)
        {
            ids.Add((await CreateAsync(Request("flow"))).Id);
            store.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await runs.ListAsync(store.Organization, new RunFilter { Limit = 2 }, default);
        await CreateAsync(Request("flow"));
        var second = await runs.ListAsync(store.Organization, new RunFilter { Limit = 10, Cursor = first.NextCursor }, default);

        Assert.Equal([ids[4], ids[3]], first.Items.Select(run => run.Id));
        Assert.Equal([ids[2], ids[1], ids[0]], second.Items.Select(run => run.Id));
    }

    [Fact]
    public async Task Another_organization_sees_no_run()
    {
        var run = await CreateAsync(Request("flow"));
        var other = DocumentId.New(store.Clock);

        Assert.Null(await runs.GetAsync(other, run.Id, default));
        Assert.Empty((await runs.ListAsync(other, new RunFilter(), default)).Items);
    }

    [Fact]
    public async Task Of_many_ends_at_once_exactly_one_counts()
    {
        var run = await CreateAsync(Request("flow"));
        var stored = (await runs.GetAsync(store.Organization, run.Id, default))!;

        var ends = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => ender.EndAsync(
            stored, new RunEnd(n % 2 == 0 ? RunStatus.Completed : RunStatus.Cancelled) { Steps = n }, [], [], default))));

        Assert.Single(ends.Select(end => (end!.Status, end.Steps)).Distinct());
        Assert.Equal(2, (await log.ReadAsync(store.Tenant, run.Id, 0, default)).Count);
    }

    [Fact]
    public async Task An_end_survives_a_change_of_the_run_in_between()
    {
        var run = await CreateAsync(Request("flow"));
        var stale = (await runs.GetAsync(store.Organization, run.Id, default))!;
        var running = stale.Document with { Status = RunStatus.Running };
        await store.Documents.WriteAsync([DocumentWrite.Replace(Run.Collection, store.Tenant, run.Id, stale.Version, running)], default);

        var ended = await ender.EndAsync(stale, new RunEnd(RunStatus.Completed), [], [], default);

        Assert.Equal(RunStatus.Completed, ended!.Status);
    }

    [Fact]
    public async Task Whoever_waits_for_a_run_is_told_of_its_end()
    {
        var run = await CreateAsync(Request("flow"));
        var waiter = new RunEndWaiter(runs, signals, store.Clock);
        using var listener = waiter.Listen(run.Id);
        var waiting = waiter.WaitAsync(listener, store.Organization, TimeSpan.FromSeconds(60), default);

        await EndAsync(run.Id, RunStatus.Completed);

        Assert.Equal(RunStatus.Completed, (await waiting.WaitAsync(TimeSpan.FromSeconds(60)))!.Status);
    }

    [Fact]
    public async Task Whoever_waits_gets_the_run_as_it_is_when_the_time_is_over()
    {
        var run = await CreateAsync(Request("flow"));
        var waiter = new RunEndWaiter(runs, signals, store.Clock);
        using var listener = waiter.Listen(run.Id);
        var waiting = waiter.WaitAsync(listener, store.Organization, TimeSpan.FromSeconds(3), default);

        while (!waiting.IsCompleted)
        {
            store.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(RunStatus.Queued, (await waiting)!.Status);
    }

    [Fact]
    public async Task Whoever_waits_gets_the_run_as_it_is_when_the_instance_has_to_stop()
    {
        var run = await CreateAsync(Request("flow"));
        var waiter = new RunEndWaiter(runs, signals, store.Clock);
        using var listener = waiter.Listen(run.Id);
        using var stopping = new CancellationTokenSource();
        var waiting = waiter.WaitAsync(listener, store.Organization, TimeSpan.FromSeconds(60), stopping.Token, default);
        Assert.False(waiting.IsCompleted);

        await stopping.CancelAsync();

        Assert.Equal(RunStatus.Queued, (await waiting.WaitAsync(TimeSpan.FromSeconds(60)))!.Status);
    }

    [Fact]
    public async Task A_clock_that_goes_back_makes_no_negative_duration()
    {
        var run = await CreateAsync(Request("flow"));
        store.Clock.AdjustTime(store.Clock.GetUtcNow() - TimeSpan.FromHours(1));

        await EndAsync(run.Id, RunStatus.Completed);

        var stored = (await runs.GetAsync(store.Organization, run.Id, default))!.Document;
        Assert.True(stored.EndedAt >= stored.CreatedAt);
    }

    private NewRun Request(string flow) =>
        new(store.Organization, flow, "name", "hash", 1, "api", JsonDocument.Parse("{}").RootElement) { UserId = "user" };

    private async Task<Run> CreateAsync(NewRun request)
    {
        var created = await runs.CreateAsync(request, default);

        // The run is written ahead: it is on disk, and visible to readers, when a later write is.
        await store.Documents.WriteAsync([DocumentWrite.Increment(store.Tenant, "flush")], default);
        return created.Value!.Run;
    }

    private async Task EndAsync(string id, string status) => await ender.EndAsync(
        (await runs.GetAsync(store.Organization, id, default))!, new RunEnd(status), [], [], default);

    private async Task<IEnumerable<string>> ListAsync(RunFilter filter) =>
        (await runs.ListAsync(store.Organization, filter, default)).Items.Select(run => run.Id);
}
