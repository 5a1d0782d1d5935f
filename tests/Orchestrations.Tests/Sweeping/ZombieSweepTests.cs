using HiveFlow.Metering.Credits;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Orchestrations.Sweeping;
using HiveFlow.Processors;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Orchestrations.Tests.Sweeping;

public sealed class ZombieSweepTests
{
    private const string Start = """{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}}""";
    private const string Delay = """{"id":"d","type":"custom","data":{"nodeType":"delay","seconds":864000}}""";
    private const string Probe = """{"id":"p","type":"custom","data":{"nodeType":"probe","timeout":1500}}""";
    private const string Set = """{"id":"s","type":"custom","data":{"nodeType":"set","values":{"x":1}}}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_whose_orchestration_was_ended_or_removed_is_failed_as_a_zombie_and_costs_nothing(bool isRemoved)
    {
        await using var flows = await FlowHarness.StartAsync();
        var before = await flows.Get<CreditBook>().ReadAsync(Tenant.Of(flows.Organization), default);
        var run = await flows.StartAsync($"[{Start},{Delay},{Set}]", "start>d d>s");
        await UnderWayAsync(flows, run);
        await KillAsync(flows, run, isRemoved);

        Assert.Equal(0, await SweepAsync(flows, TimeSpan.FromMinutes(4)));
        Assert.Equal(1, await SweepAsync(flows, TimeSpan.FromMinutes(6)));

        var ended = await flows.EndOfAsync(run);
        Assert.Equal((RunStatus.Failed, "zombie", 0L), (ended.Status, ended.Failure!.Code, ended.Charged));
        Assert.Equal(before, await flows.Get<CreditBook>().ReadAsync(Tenant.Of(flows.Organization), default));
        Assert.Equal(0, await SweepAsync(flows, TimeSpan.FromMinutes(6)));
    }

    [Fact]
    public async Task A_run_that_waits_for_its_time_is_left_alone_for_as_long_as_it_waits()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Delay},{Set}]", "start>d d>s");
        await flows.UntilStepAsync(run, "d", StepStatus.Waiting);

        Assert.Equal(0, await SweepAsync(flows, TimeSpan.FromDays(9)));
    }

    [Fact]
    public async Task A_run_whose_loop_is_at_work_for_longer_than_that_is_left_alone()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor();
        await using var flows = await FlowHarness.StartAsync(probe);
        probe.Act = async (context, token) =>
        {
            if (context.Iteration == "1")
            {
                second.TrySetResult();
                await held.Task.WaitAsync(TimeSpan.FromSeconds(60), token);
            }
            else
            {
                flows.Clock.Advance(new RunsOptions().StuckAfter);
            }

            return ProbeProcessor.Ok(context);
        };
        var run = await flows.StartAsync(
            Nodes.List(Start, Nodes.Loop("each", "[1,2]"), Nodes.Probe("body", ",\"timeout\":1500")), "start>each each:body>body");
        await second.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(async () => (await flows.AllStepsOfAsync(run)).ContainsKey("body/0"));

        var began = (await flows.AllStepsOfAsync(run))["body/0"].EndedAt!.Value;
        Assert.Equal(0, await SweepAsync(flows, began + TimeSpan.FromMinutes(1) - flows.Clock.GetUtcNow()));
        held.SetResult();
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(run)).Status);
    }

    [Fact]
    public async Task A_run_whose_step_never_comes_back_is_ended_and_its_step_is_told()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                began.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                told.TrySetResult();
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync($"[{Start},{Probe}]", "start>p");
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await UnderWayAsync(flows, run);

        Assert.Equal(0, await SweepAsync(flows, TimeSpan.FromMinutes(119)));
        Assert.Equal(1, await SweepAsync(flows, TimeSpan.FromMinutes(121)));

        Assert.Equal("zombie", (await flows.EndOfAsync(run)).Failure!.Code);
        await flows.PassUntilAsync(told.Task, TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task A_late_result_never_changes_a_run_that_was_ended_as_a_zombie()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, _) =>
            {
                began.TrySetResult();
                await goOn.Task;
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync($"[{Start},{Probe}]", "start>p");
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await UnderWayAsync(flows, run);
        Assert.Equal(1, await SweepAsync(flows, TimeSpan.FromHours(3)));

        goOn.SetResult();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await flows.Client.WaitForInstanceCompletionAsync(run.Id, patience.Token);

        Assert.Equal((RunStatus.Failed, "zombie"), ((await flows.EndOfAsync(run)).Status, (await flows.EndOfAsync(run)).Failure!.Code));
    }

    private static Task UnderWayAsync(FlowHarness flows, Run run) => Eventually.HoldsAsync(async () => (await flows.GetRunAsync(run.Id)).Status != RunStatus.Queued);

    private static async Task KillAsync(FlowHarness flows, Run run, bool isRemoved)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await flows.Client.TerminateInstanceAsync(run.Id, cancellation: patience.Token);
        await flows.Client.WaitForInstanceCompletionAsync(run.Id, patience.Token);
        if (isRemoved)
        {
            await flows.Client.PurgeInstanceAsync(run.Id, cancellation: patience.Token);
        }
    }

    private static async Task<int> SweepAsync(FlowHarness flows, TimeSpan later)
    {
        var sweep = new ZombieSweep(
            flows.Get<RunStore>(),
            flows.Get<RunEnder>(),
            flows.Get<RunChildren>(),
            flows.Get<RunCharges>(),
            flows.Get<QueuedRuns>(),
            Options.Create(new RunsOptions()),
            new FakeTimeProvider(flows.Clock.GetUtcNow() + later),
            NullLogger<ZombieSweep>.Instance);
        var ended = 0;
        foreach (var status in new[] { RunStatus.Queued, RunStatus.Running, RunStatus.Waiting })
        {
            ended += (await sweep.LookAsync(flows.Client, flows.Organization, status, null, default)).Ended;
        }

        return ended;
    }
}
