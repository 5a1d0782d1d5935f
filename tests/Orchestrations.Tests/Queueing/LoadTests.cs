using HiveFlow.Metering.Load;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Runs;

namespace HiveFlow.Orchestrations.Tests.Queueing;

public sealed class LoadTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_instance_whose_processors_are_busy_queues_new_runs_and_begins_them_when_its_load_falls()
    {
        await using var flows = await FlowHarness.StartAsync();
        Pass(flows, busy: 1, seconds: 12);

        var run = await StartAsync(flows);
        var another = await StartAsync(flows);
        await LookAsync(flows);

        foreach (var queued in new[] { run, another })
        {
            Assert.Equal(RunStatus.Queued, (await flows.GetRunAsync(queued.Id)).Status);
            Assert.Null(await flows.Client.GetInstanceAsync(queued.Id));
        }

        // A little less is still much.
        Pass(flows, busy: 0.9, seconds: 5);
        await LookAsync(flows);
        Assert.Null(await flows.Client.GetInstanceAsync(run.Id));

        Pass(flows, busy: 0.2, seconds: 1);
        await LookAsync(flows);
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(run)).Status);
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(another)).Status);
    }

    [Fact]
    public async Task Runs_that_are_at_work_go_on_however_busy_the_instance_is()
    {
        var (begun, held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                begun.TrySetResult();
                await held.Task.WaitAsync(TimeSpan.FromSeconds(60), token);
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await StartAsync(flows);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Pass(flows, busy: 1, seconds: 12);
        held.SetResult();

        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(run)).Status);
        Assert.True(flows.Get<LoadWatch>().IsOver);
    }

    private static Task<Run> StartAsync(FlowHarness flows) => flows.StartAsync(Nodes.List(Nodes.Start, Nodes.Probe("p"), Nodes.Set("s", "1")), "start>p p>s");

    // What the job of the queue does each second while something is queued.
    private static async Task LookAsync(FlowHarness flows)
    {
        await flows.Get<RunSlots>().LookAsync(default);
        await flows.Get<QueuedRuns>().BeginAsync(flows.Client, default);
    }

    private static void Pass(FlowHarness flows, double busy, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            flows.Load = flows.Load with { Processor = flows.Load.Processor + (Second * busy * flows.Load.Processors) };
            flows.Clock.Advance(Second);
            flows.Get<LoadWatch>().Read();
        }
    }
}
