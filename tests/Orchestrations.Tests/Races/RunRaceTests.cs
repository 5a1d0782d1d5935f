using HiveFlow.Live.Events;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Tests.Races;

/// <summary>What ends a run at the same moment: one of them ends it, once, and nothing changes it afterwards.</summary>
public sealed class RunRaceTests
{
    private const string Start = """{"id":"start","data":{"nodeType":"trigger","startNode":true}}""";
    private const string Nodes = $"[{Start},{{\"id\":\"a\",\"data\":{{\"nodeType\":\"probe\"}}}},{{\"id\":\"b\",\"data\":{{\"nodeType\":\"probe\"}}}}]";

    [Fact]
    public async Task A_slow_step_that_ends_after_the_cancel_changes_nothing_and_starts_nothing()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, _) =>
            {
                begun.TrySetResult();
                await go.Task;
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync(Nodes, "start>a a>b");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        var cancelled = (await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default)).Value!;
        go.SetResult();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await flows.Client.WaitForInstanceCompletionAsync(run.Id, patience.Token);

        var after = (await flows.Get<RunStore>().GetAsync(flows.Organization, run.Id, default))!.Document;
        Assert.Equal((RunStatus.Cancelled, cancelled.EndedAt), (after.Status, after.EndedAt));
        Assert.Single(probe.Keys);
        Assert.Equal(RunEventTypes.RunCancelled, (await EventsAsync(flows, run))[^1].Type);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_cancel_and_the_last_step_at_once_one_ends_the_run(bool crashes)
    {
        await using var flows = await FlowHarness.StartAsync(crashes: crashes);
        for (var round = 0; round < 20; round++)
        {
            var run = await flows.StartAsync(Nodes, "start>a a>b");
            var cancels = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
                () => flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default))));
            var ended = await flows.EndOfAsync(run);

            // All of them are told the same: it is cancelled, or it had ended otherwise.
            Assert.Single(cancels.Select(cancel => cancel.IsSuccess).Distinct());
            Assert.Equal(cancels[0].IsSuccess ? RunStatus.Cancelled : RunStatus.Completed, ended.Status);
            Assert.Single((await EventsAsync(flows, run)), one => RunEventTypes.EndsRun(one.Type));
        }
    }

    private static Task<IReadOnlyList<RunEvent>> EventsAsync(FlowHarness flows, Run run) =>
        flows.Get<RunEventLog>().ReadAsync(Tenant.Of(flows.Organization), run.Id, 0, default);
}
