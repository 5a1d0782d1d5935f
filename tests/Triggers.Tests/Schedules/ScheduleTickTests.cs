using System.Collections.Concurrent;
using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Schedules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Tests.Schedules;

public sealed class ScheduleTickTests : IAsyncLifetime
{
    private readonly FreshStore.FreshStore store = new(Flow.Collection, Schedule.Collection, DueSchedule.Collection, AuditEntry.Collection);
    private readonly ConcurrentQueue<DateTimeOffset> starts = new();
    private readonly string flowId;
    private readonly FlowSchedules schedules;
    private readonly ScheduleRules rules;
    private Error? refusal;
    private bool isRunning;
    private bool hasFailed;

    public ScheduleTickTests()
    {
        flowId = DocumentId.New(store.Clock).ToString();
        rules = new ScheduleRules(Options.Create(new SchedulesOptions()), store.Clock);
        schedules = new FlowSchedules(
            store.Documents,
            rules,
            new AuditLog(store.Documents, Options.Create(new AuditOptions()), store.Clock),
            Options.Create(new SchedulesOptions()),
            store.Clock);
    }

    public async Task InitializeAsync()
    {
        var empty = JsonDocument.Parse("[]").RootElement;
        var now = store.Clock.GetUtcNow();
        await store.Documents.WriteAsync(
        [
            DocumentWrite.Insert(Flow.Collection, store.Tenant, flowId, new Flow
            {
                Id = flowId, Name = "f", Status = FlowStatus.Active, ExecutionState = FlowStatus.Active, Nodes = empty, Edges = empty, Owner = "o",
                Version = 1, CreatedAt = now, UpdatedAt = now, ActiveAt = now,
            }),
        ], default);
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task What_is_due_starts_once_whatever_number_of_instances_looks()
    {
        await MakeAsync(new ScheduleDraft { Cron = "0 * * * *" });
        store.Clock.Advance(TimeSpan.FromMinutes(56));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(TickAsync)));
        Assert.Single(starts);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("one", 1)]
    [InlineData("all", 3)]
    public async Task After_a_downtime_the_missed_policy_says_how_many_start(string missed, int expected)
    {
        await MakeAsync(new ScheduleDraft { Cron = "0 * * * *", Missed = missed, MissedLimit = 3, Overlap = "parallel" });
        store.Clock.Advance(TimeSpan.FromHours(24.5));
        await TickAsync();
        Assert.Equal(expected, starts.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public async Task A_clock_that_jumps_ahead_and_back_starts_no_occurrence_twice(int hours)
    {
        await MakeAsync(new ScheduleDraft { Cron = "0 * * * *", Missed = "one" });
        await TickAtAsync(TimeSpan.FromHours(hours));
        await TickAtAsync(TimeSpan.Zero);
        for (var minute = 0; minute < hours * 60; minute += 10)
        {
            await TickAtAsync(TimeSpan.FromMinutes(minute));
        }

        Assert.Single(starts);
    }

    [Theory]
    [InlineData("skip", 1, 1)]
    [InlineData("queue", 1, 0)]
    [InlineData("parallel", 2, 0)]
    public async Task The_overlap_policy_says_what_happens_while_the_run_before_goes_on(string overlap, int expected, int skipped)
    {
        var made = await MakeAsync(new ScheduleDraft { Cron = "0 * * * *", Overlap = overlap });
        await AdvanceAsync(TimeSpan.FromMinutes(56));
        isRunning = true;
        await AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(expected, starts.Count);
        Assert.Equal(skipped, (await ReadAsync(made.Id)).Skipped);
        isRunning = false;
        await AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(overlap == "skip" ? 1 : 2, starts.Count);
    }

    [Fact]
    public async Task What_is_due_while_the_start_before_is_being_recorded_starts_too()
    {
        await MakeAsync(new ScheduleDraft { IntervalValue = 10, IntervalUnit = "seconds", Overlap = "parallel" });
        var isFirst = true;
        store.Clock.Advance(TimeSpan.FromSeconds(10));
        await Tick().RunAsync(
            async (_, occurrence, _) =>
            {
                starts.Enqueue(occurrence);
                if (isFirst)
                {
                    // The next is due, and looked at, before this one's start is over.
                    isFirst = false;
                    await AdvanceAsync(TimeSpan.FromSeconds(10));
                }

                return "run";
            },
            default);
        await AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal([Start.AddSeconds(10), Start.AddSeconds(20), Start.AddSeconds(30)], starts);
    }

    [Fact]
    public async Task A_schedule_that_is_changed_while_it_is_looked_at_starts_all_the_same()
    {
        var made = await MakeAsync(new ScheduleDraft { IntervalValue = 10, IntervalUnit = "seconds" });
        var isFirst = true;
        store.Clock.Advance(TimeSpan.FromSeconds(10));
        var changing = new ScheduleTick(
            store.Documents,
            async (_, _, _) =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    var stored = (await schedules.GetAsync(store.Tenant, flowId, made.Id, default))!;
                    await store.Documents.WriteAsync(
                        [DocumentWrite.Replace(Schedule.Collection, store.Tenant, made.Id, stored.Version, stored.Document with { Name = "renamed" })], default);
                }

                return ScheduleRunStanding.Ended;
            },
            Options.Create(new SchedulesOptions()),
            store.Clock,
            NullLogger<ScheduleTick>.Instance);
        await store.Documents.WriteAsync(
            [DocumentWrite.Replace(Schedule.Collection, store.Tenant, made.Id, 1, (await ReadAsync(made.Id)) with { LastRunId = "run" })], default);

        await changing.RunAsync(
            (_, occurrence, _) =>
            {
                starts.Enqueue(occurrence);
                return Task.FromResult<Result<string?>>("run2");
            },
            default);

        Assert.Equal(Start.AddSeconds(10), Assert.Single(starts));
        Assert.Equal("renamed", (await ReadAsync(made.Id)).Name);
    }

    [Fact]
    public async Task A_claim_whose_instance_died_is_finished_by_another()
    {
        await MakeAsync(new ScheduleDraft { Cron = "0 * * * *" });
        store.Clock.Advance(TimeSpan.FromMinutes(56));
        await Tick().RunAsync((_, _, _) => throw new InvalidOperationException("died"), default);
        Assert.Empty(starts);
        await AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Single(starts);
    }

    [Fact]
    public async Task Every_few_seconds_means_one_start_each_and_no_burst_after_a_pause_of_a_minute()
    {
        await MakeAsync(new ScheduleDraft { IntervalValue = 5, IntervalUnit = "seconds", Overlap = "parallel" });
        for (var number = 1; number <= 3; number++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(number, starts.Count);
        }

        await AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Enumerable.Range(9, 7).Select(number => Start.AddSeconds(number * 5)), starts.Skip(3));
    }

    [Fact]
    public async Task What_waits_for_the_run_before_is_looked_at_again_in_five_seconds_where_it_is_due_every_few_and_else_in_a_minute()
    {
        var (fine, coarse) = (
            await MakeAsync(new ScheduleDraft { IntervalValue = 10, IntervalUnit = "seconds", Overlap = "queue" }),
            await MakeAsync(new ScheduleDraft { IntervalValue = 70, IntervalUnit = "seconds", Overlap = "queue" }));
        await AdvanceAsync(TimeSpan.FromSeconds(70));
        isRunning = true;
        await AdvanceAsync(TimeSpan.FromSeconds(70));

        var now = store.Clock.GetUtcNow();
        Assert.Equal(now.AddSeconds(5), (await ReadAsync(fine.Id)).Pending[0].RetryAt);
        Assert.Equal(now.AddMinutes(1), (await ReadAsync(coarse.Id)).Pending[0].RetryAt);
    }

    [Fact]
    public async Task Refused_starts_in_a_row_pause_it_and_say_why()
    {
        var made = await MakeAsync(new ScheduleDraft { IntervalValue = 1, IntervalUnit = "minutes" });
        refusal = RequestErrors.Invalid("flow", "It cannot run.");
        for (var i = 0; i < 12; i++)
        {
            await AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        var schedule = await ReadAsync(made.Id);
        Assert.True(schedule.IsPaused);
        Assert.Equal(10, schedule.Failures);
        Assert.Equal("It cannot run.", schedule.LastFailure!.Message);
        Assert.NotNull(schedule.PausedBecause);
    }

    [Fact]
    public async Task The_preview_is_what_happens()
    {
        var made = await MakeAsync(new ScheduleDraft { Cron = "*/20 * * * *", TimeZone = "Europe/Berlin", JitterSeconds = 60 });
        var preview = FlowSchedules.NextRuns(made, 5);
        foreach (var at in preview)
        {
            await TickAtAsync(at.AddMilliseconds(-1) - Start);
            var before = starts.Count;
            await TickAtAsync(at - Start);
            Assert.Equal(before + 1, starts.Count);
        }
    }

    [Theory]
    [InlineData("61 * * * *", "UTC", "cron")]
    [InlineData("* * * * * *", "UTC", "cron")]
    [InlineData("0 0 30 2 *", "UTC", "cron")]
    [InlineData("0 * * * *", "Mars/Olympus", "timeZone")]
    public void What_makes_no_sense_is_refused_naming_the_field(string cron, string zone, string field) =>
        Assert.Contains(field, rules.Timing(new ScheduleDraft { Cron = cron, TimeZone = zone }).Error!.Fields.Keys);

    [Fact]
    public async Task Saving_a_flow_keeps_its_schedules_in_step_with_its_trigger_nodes()
    {
        var flow = (await store.Documents.GetAsync(Flow.Collection, store.Tenant, flowId, default))!.Document;
        const string Node = """[{"id":"t","data":{"nodeType":"trigger","triggerType":"schedule","scheduleType":"interval","intervalValue":"5","intervalUnit":"minutes","triggerActive":true}}]""";
        var after = flow with { Nodes = JsonDocument.Parse(Node).RootElement };
        await store.Documents.WriteAsync(await schedules.FollowAsync(store.Tenant, flow, after, default), default);
        var made = Assert.Single((await schedules.ListAsync(store.Tenant, flowId, 10, null, default)).Items).Document;
        Assert.Equal((300L, false, "t"), (made.Timing.EverySeconds!.Value, made.IsPaused, made.NodeId));
        await AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Single(starts);
        await store.Documents.WriteAsync(await schedules.FollowAsync(store.Tenant, after, null, default), default);
        Assert.Empty((await schedules.ListAsync(store.Tenant, flowId, 10, null, default)).Items);
        await AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Single(starts);
    }

    [Fact]
    public async Task A_schedule_whose_runs_fail_fifty_times_in_a_row_pauses_and_says_so_and_one_good_run_counts_anew()
    {
        var made = await MakeAsync(new ScheduleDraft { Cron = "0 * * * *" });
        await AdvanceAsync(TimeSpan.FromMinutes(56));
        hasFailed = true;
        for (var run = 0; run < 40; run++)
        {
            await AdvanceAsync(TimeSpan.FromHours(1));
        }

        hasFailed = false;
        await AdvanceAsync(TimeSpan.FromHours(1));
        hasFailed = true;
        for (var run = 0; run < 50; run++)
        {
            Assert.False((await ReadAsync(made.Id)).IsPaused);
            await AdvanceAsync(TimeSpan.FromHours(1));
        }

        var paused = await ReadAsync(made.Id);
        Assert.Equal("50 runs in a row failed.", paused.PausedBecause);
        var started = starts.Count;
        await AdvanceAsync(TimeSpan.FromHours(10));
        Assert.Equal(started, starts.Count);
    }

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private async Task<Schedule> MakeAsync(ScheduleDraft draft)
    {
        var made = await schedules.CreateAsync(store.Tenant, AuditActor.Anonymous(null, "r"), flowId, draft, _ => [], default);
        Assert.True(made.IsSuccess, made.Error?.Message);
        return made.Value;
    }

    private async Task<Schedule> ReadAsync(string id) => (await schedules.GetAsync(store.Tenant, flowId, id, default))!.Document;

    private ScheduleTick Tick(TimeProvider? clock = null) => new(
        store.Documents, (_, _, _) => ValueTask.FromResult(hasFailed ? ScheduleRunStanding.Failed : isRunning ? ScheduleRunStanding.GoesOn : ScheduleRunStanding.Ended), Options.Create(new SchedulesOptions()), clock ?? store.Clock,
        NullLogger<ScheduleTick>.Instance);

    private Task<int> TickAsync() => TickWithAsync(store.Clock);

    private Task<int> TickAtAsync(TimeSpan sinceStart) =>
        TickWithAsync(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Start + sinceStart));

    private Task<int> AdvanceAsync(TimeSpan time)
    {
        store.Clock.Advance(time);
        return TickAsync();
    }

    private Task<int> TickWithAsync(TimeProvider clock) => Tick(clock).RunAsync(
        (_, occurrence, _) =>
        {
            if (refusal is not null)
            {
                return Task.FromResult<Result<string?>>(refusal);
            }

            starts.Enqueue(occurrence);
            return Task.FromResult<Result<string?>>($"run{starts.Count}");
        },
        default);
}
