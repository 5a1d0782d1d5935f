using HiveFlow.Errors;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Processors;
using HiveFlow.Runs;
using HiveFlow.Runs.Queueing;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Tests.Queueing;

public sealed class QueueTests
{
    private static readonly QueuedStart OneOfTheFlow = new() { FlowLimit = 1 };
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProbeProcessor probe = new();

    [Fact]
    public async Task A_run_over_its_flow_s_limit_is_queued_and_begins_when_the_one_before_it_ends()
    {
        await using var flows = await FlowHarness.StartAsync(Holding());
        var first = await StartAsync(flows);
        var second = await StartAsync(flows);
        Assert.Equal((RunStatus.Queued, 1L), ((await flows.GetRunAsync(second.Id)).Status, await PositionAsync(flows, second)));
        Assert.Null(await flows.Client.GetInstanceAsync(second.Id));
        Assert.Null(await PositionAsync(flows, first));

        held.SetResult();

        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(first)).Status);
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(second)).Status);
        await UntilFreeAsync(flows);
    }

    [Fact]
    public async Task A_queued_run_that_is_cancelled_ends_at_once_gets_its_credits_back_and_never_begins()
    {
        await using var flows = await FlowHarness.StartAsync(Holding());
        var first = await StartAsync(flows);
        var second = await StartAsync(flows);
        var third = await StartAsync(flows);

        var cancelled = await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, second.Id, default);

        Assert.Equal((RunStatus.Cancelled, 0L), (cancelled.Value!.Status, cancelled.Value.Charged));
        Assert.Equal(1, await PositionAsync(flows, third));
        held.SetResult();
        await flows.EndOfAsync(first);
        await flows.EndOfAsync(third);
        Assert.Null(await flows.Client.GetInstanceAsync(second.Id));
        Assert.Equal(0, (await flows.Get<CreditBook>().ReadAsync(Tenant.Of(flows.Organization), default)).Reserved);
        Assert.Equal(RunErrors.RunEndedCode, (await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, first.Id, default)).Error!.Code);
    }

    [Fact]
    public async Task A_run_that_waits_lets_the_next_one_begin_and_goes_on_all_the_same()
    {
        await using var flows = await FlowHarness.StartAsync(Holding());
        var waiting = await flows.StartAsync(
            Nodes.List(Nodes.Start, Nodes.Node("d", "delay", ",\"seconds\":600"), Nodes.Set("s", "1")), "start>d d>s", start: OneOfTheFlow);
        await flows.UntilStatusAsync(waiting, RunStatus.Waiting);
        await UntilFreeAsync(flows);
        var second = await StartAsync(flows);
        Assert.Null(await PositionAsync(flows, second));

        // Less than the step of the second one has.
        flows.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(waiting)).Status);
        held.SetResult();
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(second)).Status);
        await UntilFreeAsync(flows);
    }

    [Fact]
    public async Task Runs_that_a_run_starts_go_by_its_slot()
    {
        await using var flows = await FlowHarness.StartAsync(atOnce: 1);
        var sub = await flows.SaveAsync(Nodes.List(Nodes.Start, Nodes.Set("s", "1")), "start>s");
        var run = await flows.RunAsync(Nodes.List(Nodes.Start, Nodes.Node("c", "subflow", $",\"flowId\":\"{sub}\"")), "start>c");

        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure?.Message));
    }

    [Fact]
    public async Task A_full_queue_refuses_with_a_time_to_come_back_and_keeps_no_credits()
    {
        await using var flows = await FlowHarness.StartAsync(Holding(), atOnce: 1, queued: 1);
        await StartAsync(flows);
        await StartAsync(flows);
        var before = await flows.Get<CreditBook>().ReadAsync(Tenant.Of(flows.Organization), default);
        var request = new NewRun(flows.Organization, "flow", "name", "hash", 1, "api", default) { UserId = "user" };

        var refused = await flows.Get<RunStarter>().CreateAsync(request, default);

        Assert.Equal((QueueingErrors.QueueFullCode, ErrorKind.RateLimited), (refused.Error!.Code, refused.Error.Code.Kind));
        Assert.NotNull(refused.Error.RetryAfter);
        Assert.Equal(before, await flows.Get<CreditBook>().ReadAsync(Tenant.Of(flows.Organization), default));
        held.SetResult();
    }

    [Fact]
    public async Task A_run_that_was_taken_from_the_queue_by_an_instance_that_died_is_begun_all_the_same()
    {
        await using var flows = await FlowHarness.StartAsync(Holding());
        var first = await StartAsync(flows);
        var second = await StartAsync(flows);
        await flows.Get<RunSlots>().ReleaseAsync(SlotOf(first));
        var taken = await flows.Get<RunSlots>().NextAsync(flows.Get<RunSlots>().TakeTurn()!, default);
        Assert.Equal(second.Id, taken.Run!.Run);

        flows.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await flows.Get<QueueRepair>().LookAsync(flows.Client, default));

        held.SetResult();
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(second)).Status);
    }

    [Fact]
    public async Task Lost_counts_are_made_anew_from_the_runs_records()
    {
        await using var flows = await FlowHarness.StartAsync(Holding());
        var first = await StartAsync(flows);
        await flows.UntilStatusAsync(first, RunStatus.Running);
        var second = await StartAsync(flows);
        var lost = flows.Get<RunSlots>();
        await lost.ReleaseAsync(SlotOf(first));
        await lost.ReleaseAsync(SlotOf(second));
        Assert.Equal(new SlotCounts(0, 0, false), await lost.ReadAsync(default));

        await flows.Get<QueueRepair>().RecountAsync(flows.Organization, all: true, default);
        await flows.Get<QueueRepair>().RecountAsync(flows.Organization, all: true, default);

        Assert.Equal(new SlotCounts(1, 1, false), await lost.ReadAsync(default));
        Assert.Equal(1, await PositionAsync(flows, second));
        held.SetResult();
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(second)).Status);
    }

    private static RunSlot SlotOf(Run run) => new(run.OrganizationId, run.FlowId, run.Id);

    private static Task<long?> PositionAsync(FlowHarness flows, Run run) => flows.Get<QueuedRuns>().PositionAsync(run, default).AsTask();

    private static Task<Run> StartAsync(FlowHarness flows) =>
        flows.StartAsync(Nodes.List(Nodes.Start, Nodes.Probe("p", ",\"timeout\":1500"), Nodes.Set("s", "1")), "start>p p>s", start: OneOfTheFlow);

    private static Task UntilFreeAsync(FlowHarness flows) => Eventually.HoldsAsync(async () => (await flows.Get<RunSlots>().ReadAsync(default)).AtWork == 0);

    private ProbeProcessor Holding()
    {
        probe.Act = async (context, token) =>
        {
            await held.Task.WaitAsync(TimeSpan.FromSeconds(60), token);
            return ProbeProcessor.Ok(context);
        };
        return probe;
    }
}
