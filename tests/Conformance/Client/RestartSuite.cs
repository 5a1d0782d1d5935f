using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Client;

/// <summary>Running an ended instance once more.</summary>
public abstract class RestartSuite(EngineMode mode) : DurableSuite(mode)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_has_the_same_name_and_input_and_another_id_if_that_is_wanted(bool newId)
    {
        await using DurableHost host = await TasksAsync();
        await host.RunAsync("short", 5, new StartOrchestrationOptions("r1"));
        await host.PassAsync(TimeSpan.FromMinutes(1));

        string id = await host.Client.RestartAsync("r1", newId);

        OrchestrationMetadata again = await host.EndAsync(id);
        Assert.Equal(newId, id != "r1");
        Assert.Equal(("short", 5, 6), (again.Name, again.ReadInputAs<int>(), again.ReadOutputAs<int>()));
        Assert.Equal(Clock.GetUtcNow(), again.CreatedAt);
    }

    [Fact]
    public async Task A_missing_instance_is_an_error_that_names_it()
    {
        await using DurableHost host = await TasksAsync();

        ArgumentException exception = await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.RestartAsync("missing"));

        Assert.Contains("An orchestration with the instanceId missing was not found", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_instance_keeps_its_id_to_itself()
    {
        await using DurableHost host = await TasksAsync();
        await host.StartAsync("waits", null, new StartOrchestrationOptions("w1"));
        await host.SettleAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.RestartAsync("w1"));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.LookAsync("w1"))?.RuntimeStatus);
    }

    private Task<DurableHost> TasksAsync() => StartAsync(tasks => tasks
        .AddOrchestratorFunc<int, int>("short", (_, n) => n + 1)
        .AddOrchestratorFunc("waits", context => context.WaitForExternalEvent<string>("n")));
}
