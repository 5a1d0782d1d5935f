using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using Microsoft.DurableTask.Client;
using static HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Loops;

public sealed class LoopTests
{
    [Fact]
    public async Task A_loop_takes_one_item_after_the_other_and_each_sees_what_the_one_before_came_to()
    {
        await using var flows = await FlowHarness.StartAsync();
        var nodes = List(Start, Loop("each", "[1,2,3,4]"), Set("sum", "{{ item + (previous?.v ?? 0) }}"));

        var run = await flows.RunAsync(nodes, "start>each each:body>sum");

        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        Assert.Equal("""[{"v":1},{"v":3},{"v":6},{"v":10}]""", (await flows.OutputOfAsync(run)).GetProperty("results").GetRawText());
    }

    [Theory]
    [InlineData("{{ nodes.page.output.v >= 30 }}", 4)]
    [InlineData("{{ false }}", 7)]
    public async Task A_loop_without_a_list_ends_when_its_condition_holds_and_at_its_maximum(string until, int count)
    {
        await using var flows = await FlowHarness.StartAsync();
        var nodes = List(
            Start,
            Node("pages", "loop", $",\"maxIterations\":7,\"until\":\"{until}\""),
            Set("page", "{{ index * 10 }}"),
            Set("after", "{{ nodes.pages.output.count }}"));

        var run = await flows.RunAsync(nodes, "start>pages pages:body>page pages:done>after");

        Assert.Equal((RunStatus.Completed, count), (run.Status, (await flows.OutputOfAsync(run)).GetProperty("v").GetInt32()));
    }

    [Fact]
    public async Task A_condition_that_cannot_be_evaluated_fails_the_loop()
    {
        await using var flows = await FlowHarness.StartAsync();
        var nodes = List(Start, Loop("each", "[1,2]", ",\"until\":\"{{ item.a.b.c() }}\""), Set("v", "1"));

        var run = await flows.RunAsync(nodes, "start>each each:body>v");

        Assert.Equal((RunStatus.Failed, "expression_failed", "each"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
    }

    [Fact]
    public async Task A_body_that_a_node_may_not_be_in_fails_where_it_is_met()
    {
        await using var flows = await FlowHarness.StartAsync();
        var nodes = List(Start, Loop("each", "[1]"), Node("r", "respond", ",\"body\":1"));

        var run = await flows.RunAsync(nodes, "start>each each:body>r");

        Assert.Equal((RunStatus.Failed, "node_invalid", "r"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
    }

    [Fact]
    public async Task A_loop_without_a_body_and_one_nested_too_deep_fail_saying_so()
    {
        await using var flows = await FlowHarness.StartAsync();

        var run = await flows.RunAsync(List(Start, Loop("each", "[1]")), "start>each");
        Assert.Equal((RunStatus.Failed, "node_invalid", "each"), (run.Status, run.Failure!.Code, run.Failure.NodeId));

        var loops = Enumerable.Range(0, 5).Select(n => Loop($"l{n}", "[1]")).ToList();
        run = await flows.RunAsync(List([Start, .. loops, Set("v", "1")]), "start>l0 l0:body>l1 l1:body>l2 l2:body>l3 l3:body>l4 l4:body>v");
        Assert.Equal((RunStatus.Failed, "loop_too_deep", "l4"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
    }

    [Fact]
    public async Task A_run_that_makes_too_many_steps_fails_with_all_of_them_counted()
    {
        await using var flows = await FlowHarness.StartAsync(settings: options => Allow(options, maxSteps: 1_000));
        var nodes = List(Start, Loop("outer", "{{ inputs.list }}"), Node("inner", "map", ",\"items\":\"{{ inputs.list }}\""), Set("v", "1"));
        var list = "[" + string.Join(',', Enumerable.Range(0, 200)) + "]";

        var run = await flows.RunAsync(nodes, "start>outer outer:body>inner inner:body>v", $"{{\"list\":{list}}}");

        Assert.Equal((RunStatus.Failed, "steps_exceeded"), (run.Status, run.Failure!.Code));
        Assert.InRange(run.Steps, 1_000, 1_300);
    }

    [Fact]
    public async Task A_cancelled_run_ends_its_loops_too()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                told.TrySetResult();
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync(List(Start, Map("each", "[1,2,3]"), Probe("body", ",\"timeout\":1500")), "start>each each:body>body");
        await Eventually.HoldsAsync(() => Task.FromResult(!flows.Probe.Keys.IsEmpty));

        var cancelled = await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default);

        Assert.Equal(RunStatus.Cancelled, cancelled.Value!.Status);
        await flows.PassUntilAsync(told.Task, TimeSpan.FromMilliseconds(400));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var instance in flows.Client.GetAllInstancesAsync(new OrchestrationQuery()))
        {
            var ended = await flows.Client.WaitForInstanceCompletionAsync(instance.InstanceId, patience.Token);
            Assert.True(ended.IsCompleted);
        }
    }

    [Fact]
    public async Task A_run_that_fails_beside_a_loop_ends_at_once_with_the_loops_use_counted()
    {
        var later = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                if (context.NodeId == "bad")
                {
                    return ProbeProcessor.Failed(isRetryable: false);
                }

                if (context.Iteration == "5")
                {
                    await later.Task.WaitAsync(TimeSpan.FromSeconds(60), token);
                }

                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var nodes = List(Start, Loop("each", "[0,1,2,3,4,5,6,7,8,9]"), Probe("body"), Node("wait", "delay", ",\"seconds\":5"), Probe("bad"));

        var run = await flows.StartAsync(nodes, "start>each each:body>body start>wait wait>bad");
        await Eventually.HoldsAsync(() => Task.FromResult(flows.Probe.Keys.Any(key => key.EndsWith("/body/5", StringComparison.Ordinal))));
        await flows.UntilStepAsync(run, "wait", StepStatus.Waiting);

        flows.Clock.Advance(TimeSpan.FromSeconds(6));
        run = await flows.EndOfAsync(run);

        Assert.Equal((RunStatus.Failed, "bad"), (run.Status, run.Failure!.NodeId));
        Assert.InRange(run.Steps, 8, 10);
        later.SetResult();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var instance in flows.Client.GetAllInstancesAsync(new OrchestrationQuery()))
        {
            await flows.Client.WaitForInstanceCompletionAsync(instance.InstanceId, patience.Token);
        }

        Assert.DoesNotContain(flows.Probe.Keys, key => key.EndsWith("/body/6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delay_as_the_last_node_lets_the_run_be_seen_at_work()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync(List(Start, Node("wait", "delay", ",\"seconds\":3600")), "start>wait");

        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        Assert.Equal(RunStatus.Completed, (await flows.EndWhileTimePassesAsync(run, TimeSpan.FromMinutes(10))).Status);
    }

    private static void Allow(HiveFlow.Flows.FlowsOptions options, int maxSteps) =>
        typeof(HiveFlow.Flows.LoopLimits).GetProperty(nameof(HiveFlow.Flows.LoopLimits.MaxSteps))!.SetValue(options.Loops, maxSteps);
}
