using System.Text;
using HiveFlow.Live.Events;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.History;
using HiveFlow.Runs.Loops;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Removal;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.DiskFiles;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Tests.Removal;

public sealed class RunRemovalTests : IAsyncLifetime
{
    private readonly FreshStore.FreshStore store = new(
        Run.Collection,
        RunStep.Collection,
        RunEventBatch.Collection,
        RunWait.Collection,
        RunInbox.Collection,
        WaitErrand.Collection,
        LoopPage.Collection,
        LoopItem.Collection,
        FailureWord.Collection,
        RemovedRun.Collection,
        FailedRun.Collection);

    private readonly DiskFileStore files;
    private readonly RunRemoval removal;

    public RunRemovalTests()
    {
        files = new DiskFileStore(Path.Join(store.Folder, "files"), new FileLinkSigner(new byte[32]), new Uri("https://hiveflow.example"), store.Clock);
        removal = new RunRemoval(store.Documents, files, store.Clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_deleted_run_goes_with_all_that_it_left_and_nothing_else_does()
    {
        var (gone, stays) = (await MakeAsync("0a", RunStatus.Failed), await MakeAsync("0b", RunStatus.Failed));

        Assert.Equal(gone, (await removal.BeginAsync(store.Tenant, gone, _ => [], default)).Value!.Id);
        store.Clock.Advance(TimeSpan.FromHours(2));
        await RemoveAsync(gone);

        Assert.Equal(0, await CountAsync(gone));
        Assert.Empty(await removal.DueAsync(default));
        Assert.Equal(10, await CountAsync(stays));
        Assert.Equal("not_found", (await removal.BeginAsync(store.Tenant, gone, _ => [], default)).Error!.Code.Value);
    }

    [Theory]
    [InlineData(RunTriggers.Webhook, null, 47)]
    [InlineData(RunTriggers.Api, "batch", 30 * 24)]
    public async Task That_a_run_was_deleted_is_known_for_as_long_as_whoever_started_it_may_ask_again(string trigger, string? batch, int hours)
    {
        var run = await MakeAsync("0a", RunStatus.Completed, run => run with { Trigger = trigger, BatchId = batch });
        await removal.BeginAsync(store.Tenant, run, _ => [], default);
        await RemoveAsync(run);

        store.Clock.Advance(TimeSpan.FromHours(hours));
        await RemoveAsync(run);
        Assert.NotNull(await store.Documents.GetAsync(RemovedRun.Collection, Tenant.System, run, default));

        store.Clock.Advance(TimeSpan.FromHours(25));
        await RemoveAsync(run);
        Assert.Null(await store.Documents.GetAsync(RemovedRun.Collection, Tenant.System, run, default));
    }

    [Theory]
    [InlineData(RunStatus.Queued)]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Waiting)]
    public async Task A_run_that_has_not_ended_is_not_deleted(string status)
    {
        var run = await MakeAsync("0a", status);

        Assert.Equal("run_not_ended", (await removal.BeginAsync(store.Tenant, run, _ => [], default)).Error!.Code.Value);
        Assert.Equal(10, await CountAsync(run));
    }

    [Fact]
    public async Task A_run_whose_parent_goes_on_is_not_deleted_before_that_has_ended()
    {
        var parent = await MakeAsync("0a", RunStatus.Running);
        var child = await MakeAsync("0b", RunStatus.Completed, run => run with { ParentRunId = parent });

        Assert.Equal("run_not_ended", (await removal.BeginAsync(store.Tenant, child, _ => [], default)).Error!.Code.Value);
        await MakeAsync("0a", RunStatus.Completed);
        Assert.True((await removal.BeginAsync(store.Tenant, child, _ => [], default)).IsSuccess);
    }

    [Fact]
    public async Task Another_organizations_run_is_not_found()
    {
        var run = await MakeAsync("0a", RunStatus.Failed);

        Assert.Equal("not_found", (await removal.BeginAsync(Tenant.Of(DocumentId.New(store.Clock)), run, _ => [], default)).Error!.Code.Value);
        Assert.Equal(10, await CountAsync(run));
    }

    [Fact]
    public async Task A_deletion_that_a_crash_stops_anywhere_is_finished_later()
    {
        var run = await MakeAsync("0a", RunStatus.Failed);
        for (var number = 0; number < 250; number++)
        {
            await AddStepAsync(run, 100 + number);
        }

        await removal.BeginAsync(store.Tenant, run, _ => [], default);
        Assert.False(await removal.RemoveSomeAsync(run, default));

        var next = new RunRemoval(store.Documents, files, store.Clock);
        Assert.Equal(run, Assert.Single(await next.DueAsync(Later())).Id);
        await RemoveAsync(run);
        Assert.Equal(0, await CountAsync(run));
    }

    [Fact]
    public async Task What_a_late_worker_writes_after_the_deletion_goes_too()
    {
        var run = await MakeAsync("0a", RunStatus.Cancelled);
        await removal.BeginAsync(store.Tenant, run, _ => [], default);
        await RemoveAsync(run);
        await AddStepAsync(run, 7);
        Assert.Empty(await removal.DueAsync(default));

        store.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(run, Assert.Single(await removal.DueAsync(default)).Id);
        await RemoveAsync(run);

        Assert.Equal(0, await CountAsync(run));
        Assert.Empty(await removal.DueAsync(default));
    }

    [Fact]
    public async Task A_run_is_kept_for_the_days_after_its_end_however_long_it_waited_before()
    {
        var now = store.Clock.GetUtcNow();
        var old = await MakeAsync("0a", RunStatus.Completed, run => run with { EndedAt = now - TimeSpan.FromDays(31) });
        var young = await MakeAsync("0b", RunStatus.Completed, run => run with { EndedAt = now - TimeSpan.FromDays(29) });
        var waiting = await MakeAsync("0c", RunStatus.Waiting, run => run with { CreatedAt = now - TimeSpan.FromDays(90) });
        var before = new RetentionOptions { Days = 30 }.Before("default", now)!.Value;

        Assert.Equal([old], await removal.BeginOldAsync(store.Tenant, before, default));
        Assert.Empty(await removal.BeginOldAsync(store.Tenant, before, default));

        // The wait is over after 90 days: its 30 days begin.
        await MakeAsync("0c", RunStatus.Completed, run => run with { CreatedAt = now - TimeSpan.FromDays(90), EndedAt = now });
        Assert.Empty(await removal.BeginOldAsync(store.Tenant, before, default));
        var later = now + TimeSpan.FromDays(30.5);
        Assert.Equal([young, waiting], await removal.BeginOldAsync(store.Tenant, new RetentionOptions { Days = 30 }.Before("default", later)!.Value, default));
    }

    [Fact]
    public async Task A_deletion_by_somebody_else_at_the_same_time_stops_none_of_the_others()
    {
        var now = store.Clock.GetUtcNow();
        List<string> runs = [];
        for (var number = 0; number < 20; number++)
        {
            runs.Add(await MakeAsync($"{number:d2}", RunStatus.Completed, run => run with { EndedAt = now }, isBare: true));
        }

        await Task.WhenAll(
            Task.Run(() => removal.BeginOldAsync(store.Tenant, now.AddDays(1), default)),
            Task.Run(() => removal.BeginOldAsync(store.Tenant, now.AddDays(1), default)),
            Task.Run(() => removal.BeginAsync(store.Tenant, runs[3], _ => [], default)));

        Assert.Equal(runs.Order(), (await removal.DueAsync(Later())).Select(run => run.Id).Order());
        foreach (var run in runs)
        {
            Assert.Null(await store.Documents.GetAsync(Run.Collection, store.Tenant, run, default));
        }
    }

    [Theory]
    [InlineData("default", 90)]
    [InlineData("free", 7)]
    [InlineData("archive", 0)]
    public void Each_plan_keeps_runs_for_its_own_time(string plan, int days)
    {
        var options = new RetentionOptions { Plans = { ["free"] = 7, ["archive"] = 0 } };
        var now = store.Clock.GetUtcNow();

        Assert.Equal(days == 0 ? null : now - TimeSpan.FromDays(days), options.Before(plan, now));
    }

    [Fact]
    public void Days_outside_their_bounds_are_refused_together()
    {
        var faults = new RetentionOptionsValidator().Validate(null, new RetentionOptions { Days = -1, Plans = { ["free"] = 3_651 } });

        Assert.Equal(2, faults.Failures!.Count());
        Assert.True(new RetentionOptionsValidator().Validate(null, new RetentionOptions()).Succeeded);
    }

    private CancellationToken Later()
    {
        store.Clock.Advance(TimeSpan.FromSeconds(1));
        return default;
    }

    private async Task RemoveAsync(string run)
    {
        while (!await removal.RemoveSomeAsync(run, default))
        {
        }
    }

    /// <summary>A run with one of everything: ten things.</summary>
    private async Task<string> MakeAsync(string id, string status, Func<Run, Run>? change = null, bool isBare = false)
    {
        var now = store.Clock.GetUtcNow();
        id = id.PadLeft(24, '0');
        var run = new Run
        {
            Id = id,
            OrganizationId = store.Organization.ToString(),
            FlowId = "flow",
            FlowName = "name",
            FlowHash = "hash",
            Status = status,
            Trigger = RunTriggers.Api,
            CreatedAt = now,
            EndedAt = RunStatus.IsFinal(status) ? now : null,
            Input = new Payload(),
        };
        await store.Documents.WriteAsync([DocumentWrite.Upsert(Run.Collection, store.Tenant, id, (change ?? (r => r))(run))], default);
        if (isBare)
        {
            return id;
        }

        var loop = new LoopPlace(id, 2, null);
        await AddStepAsync(id, 1);
        await store.Documents.WriteAsync(
            [
                DocumentWrite.Upsert(RunEventBatch.Collection, store.Tenant, RunEventBatch.IdOf(id, 1), new RunEventBatch(id, 1, null, [])),
                DocumentWrite.Upsert(RunWait.Collection, store.Tenant, RunStep.IdOf(id, 1, null), Wait(id)),
                DocumentWrite.Upsert(RunInbox.Collection, store.Tenant, id, new RunInbox([], [], now.AddYears(1))),
                DocumentWrite.Upsert(
                    WaitErrand.Collection,
                    Tenant.System,
                    WaitErrand.IdOf(RunStep.IdOf(id, 1, null), "user"),
                    new WaitErrand("ask", store.Organization.ToString(), id, RunStep.IdOf(id, 1, null), "user", now, 0)),
                DocumentWrite.Upsert(LoopPage.Collection, store.Tenant, LoopPage.IdOf(loop, 0), new LoopPage(new Payload(), now.AddYears(1))),
                DocumentWrite.Upsert(LoopItem.Collection, store.Tenant, LoopItem.IdOf(loop, 0), new LoopItem(null, null, now.AddYears(1))),
                .. FailureWords.Writes(store.Tenant, run with { Failure = new RunFailure("word", string.Empty) }),
            ],
            default);
        await files.PutAsync(store.Tenant, $"runs/{id}/1-0.json", new MemoryStream(Encoding.UTF8.GetBytes("1")), "application/json", 10, default);
        return id;
    }

    private RunWait Wait(string run) => new()
    {
        RunId = run,
        NodeId = "n",
        Node = 1,
        Instance = run,
        Kind = "event",
        OnDeadline = "fail",
        OpenedAt = store.Clock.GetUtcNow(),
        Deadline = store.Clock.GetUtcNow().AddYears(1),
    };

    private async Task AddStepAsync(string run, int node) => await store.Documents.WriteAsync(
        [
            DocumentWrite.Upsert(
                RunStep.Collection,
                store.Tenant,
                RunStep.IdOf(run, node, null),
                new RunStep { RunId = run, NodeId = "n", Node = node, NodeType = "set", Status = StepStatus.Completed, StartedAt = store.Clock.GetUtcNow() }),
        ],
        default);

    private async Task<int> CountAsync(string run)
    {
        var byId = new DocumentQuery("id") { From = run, Before = $"{run}0", Limit = 1_000 };
        return await CountAsync(Run.Collection, byId) + await CountAsync(RunStep.Collection, byId) + await CountAsync(RunEventBatch.Collection, byId)
            + await CountAsync(RunWait.Collection, byId) + await CountAsync(RunInbox.Collection, byId) + await CountAsync(LoopPage.Collection, byId)
            + await CountAsync(LoopItem.Collection, byId) + await CountAsync(FailureWord.Collection, byId)
            + (await store.Documents.QueryAsync(WaitErrand.Collection, Tenant.System, byId, default)).Items.Count
            + (await files.StatAsync(store.Tenant, $"runs/{run}/1-0.json", default) is null ? 0 : 1);
    }

    private async Task<int> CountAsync<T>(Collection<T> collection, DocumentQuery query)
        where T : class => (await store.Documents.QueryAsync(collection, store.Tenant, query, default)).Items.Count;
}
