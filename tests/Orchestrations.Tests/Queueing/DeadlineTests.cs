using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Runs;
using HiveFlow.Runs.Queueing;

namespace HiveFlow.Orchestrations.Tests.Queueing;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ProbeProcessor probe = new();

    [Fact]
    public async Task A_run_at_work_for_longer_than_it_may_fails_and_its_step_is_stopped()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        probe.Act = async (context, token) =>
        {
            began.TrySetResult();
            await using var registration = token.Register(() => stopped.TrySetResult());
            await stopped.Task;
            token.ThrowIfCancellationRequested();
            return ProbeProcessor.Ok(context);
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync(
            Nodes.List(Nodes.Start, Nodes.Probe("p", ",\"timeout\":1500"), Nodes.Set("s", "1")), "start>p p>s", longest: Minute);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60));

        // From here on so slowly that the step's own time, 25 minutes, is never over first.
        flows.Clock.Advance(Minute);
        var end = flows.EndOfAsync(run);
        await flows.PassUntilAsync(end, TimeSpan.FromMilliseconds(400));
        var ended = await end;

        Assert.Equal((RunStatus.Failed, "run_timeout"), (ended.Status, ended.Failure?.Code));
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task What_a_run_waits_as_a_whole_does_not_count()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync(
            Nodes.List(Nodes.Start, Nodes.Node("d", "delay", ",\"seconds\":7776000"), Nodes.Probe("p"), Nodes.Set("s", "1")), "start>d d>p p>s", longest: Minute);
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        var ended = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromDays(91));

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Failure?.Message));
        Assert.InRange(ended.WaitedMs, 7_776_000_000, long.MaxValue);
    }

    [Fact]
    public async Task What_a_run_is_queued_does_not_count()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        probe.Act = async (context, token) =>
        {
            await held.Task.WaitAsync(TimeSpan.FromSeconds(60), token);
            return ProbeProcessor.Ok(context);
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var one = new QueuedStart { FlowLimit = 1 };
        var first = await flows.StartAsync(Nodes.List(Nodes.Start, Nodes.Probe("p", ",\"timeout\":1500"), Nodes.Set("s", "1")), "start>p p>s", start: one);
        await flows.UntilStatusAsync(first, RunStatus.Running);
        var second = await flows.StartAsync(Nodes.List(Nodes.Start, Nodes.Set("s", "1")), "start>s", start: one, longest: Minute);

        flows.Clock.Advance(TimeSpan.FromMinutes(10));
        await flows.Get<QueueRepair>().LookAsync(flows.Client, default);
        Assert.Equal(RunStatus.Queued, (await flows.GetRunAsync(second.Id)).Status);
        held.SetResult();

        Assert.Equal((RunStatus.Completed, null), ((await flows.EndOfAsync(second)).Status, (await flows.GetRunAsync(second.Id)).Failure?.Message));
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(first)).Status);
    }

    [Fact]
    public async Task A_run_that_is_late_before_another_try_of_a_step_is_found()
    {
        probe.Act = (_, _) => Task.FromResult(ProbeProcessor.Failed());
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync(
            Nodes.List(Nodes.Start, Nodes.Probe("p", ",\"retry\":{\"maxAttempts\":3,\"backoff\":\"1h\",\"maxDelay\":\"1h\"}"), Nodes.Set("s", "1")), "start>p p>s", longest: Minute);
        await flows.UntilAsync(run, "step.retrying");

        flows.Clock.Advance(TimeSpan.FromMinutes(2));
        await flows.Get<QueueRepair>().LookAsync(flows.Client, default);

        Assert.Equal("run_timeout", (await flows.EndOfAsync(run)).Failure?.Code);
    }

    [Fact]
    public async Task A_run_that_another_one_starts_has_no_more_than_is_left_to_that_one()
    {
        await using var flows = await FlowHarness.StartAsync();
        var sub = await flows.SaveAsync(Nodes.List(Nodes.Start, Nodes.Set("s", "1")), "start>s");
        var run = await flows.StartAsync(
            Nodes.List(Nodes.Start, Nodes.Node("c", "subflow", $",\"flowId\":\"{sub}\""), Nodes.Set("s", "1")), "start>c c>s", longest: Minute);

        await flows.EndOfAsync(run);

        var child = await flows.GetRunAsync((await flows.StepsOfAsync(run))["c"].ChildRunId!);
        Assert.InRange(child.LongestSeconds!.Value, 1, 60);
    }
}
