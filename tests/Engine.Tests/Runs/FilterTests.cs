using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;

namespace HiveFlow.Engine.Runs;

#pragma warning disable CS0618 // Filters are marked experimental in the official package too.

public sealed class FilterTests
{
    [Fact]
    public async Task A_denied_run_stays_pending_across_restarts_and_blocks_nobody()
    {
        var filter = new NameFilter();
        await using var fixture = await EngineFixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, int>("Denied", (_, value) => value).AddOrchestratorFunc<int, int>("Allowed", (_, value) => value),
            workerOptions: new DurableTaskWorkerOptions { OrchestrationFilter = filter });

        var denied = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Denied", 5);
        var allowed = await fixture.RunAsync("Allowed", 6);

        Assert.Equal(6, allowed.ReadOutputAs<int>());
        var pending = await fixture.Client.GetInstanceAsync(denied, getInputsAndOutputs: true);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, pending!.RuntimeStatus);
        Assert.Equal(5, pending.ReadInputAs<int>());

        filter.Denied = "nobody";
        await fixture.CrashAsync();
        Assert.Equal(5, (await fixture.WaitAsync(denied)).ReadOutputAs<int>());
    }

    private sealed class NameFilter : IOrchestrationFilter
    {
        public string Denied { get; set; } = "Denied";

        public ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(info.Name != Denied);
    }
}
