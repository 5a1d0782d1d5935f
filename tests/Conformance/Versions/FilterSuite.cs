using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;

namespace HiveFlow.Conformance.Versions;

/// <summary>A filter that decides which instances run.</summary>
public abstract class FilterSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    [Obsolete("It uses what the official package marks experimental.")]
    public async Task What_a_filter_refuses_stays_pending_and_holds_up_nobody()
    {
        await using DurableHost host = await StartAsync(
            tasks => tasks.AddOrchestratorFunc("flow", context => context.InstanceId),
            worker => worker.UseOrchestrationFilter(new NoRed()));
        string red = await host.StartAsync("flow", null, Coloured("red"));
        string blue = await host.StartAsync("flow", null, Coloured("blue"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.EndAsync(blue)).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.LookAsync(red))?.RuntimeStatus);
    }

    [Fact]
    [Obsolete("It uses what the official package marks experimental.")]
    public async Task Waiting_for_what_is_refused_ends_with_the_token()
    {
        await using DurableHost host = await StartAsync(
            tasks => tasks.AddOrchestratorFunc("flow", context => context.InstanceId),
            worker => worker.UseOrchestrationFilter(new NoRed()));
        string red = await host.StartAsync("flow", null, Coloured("red"));
        using CancellationTokenSource source = new();

        Task<OrchestrationMetadata> wait = host.Client.WaitForInstanceStartAsync(red, source.Token);
        await host.SettleAsync();
        Assert.False(wait.IsCompleted);
        source.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => wait);
    }

    private static StartOrchestrationOptions Coloured(string colour) =>
        new() { Tags = new Dictionary<string, string> { ["colour"] = colour } };

    [Obsolete("It is what the official package marks experimental.")]
    private sealed class NoRed : IOrchestrationFilter
    {
        public ValueTask<bool> IsOrchestrationValidAsync(
            OrchestrationFilterParameters info, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(info.Name == "flow" && info.Tags?.GetValueOrDefault("colour") != "red");
    }
}
