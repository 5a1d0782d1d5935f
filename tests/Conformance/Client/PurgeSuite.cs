using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Client;

/// <summary>Removing what has ended.</summary>
public abstract class PurgeSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task An_ended_instance_is_gone_after_it_and_a_second_time_removes_nothing()
    {
        await using DurableHost host = await TasksAsync();
        await host.RunAsync("short", null, new StartOrchestrationOptions("s1"));

        Assert.Equal(1, (await host.Client.PurgeInstanceAsync("s1")).PurgedInstanceCount);
        Assert.Null(await host.LookAsync("s1"));
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("s1")).PurgedInstanceCount);
    }

    [Fact]
    public async Task A_running_instance_is_left_alone()
    {
        await using DurableHost host = await TasksAsync();
        await host.StartAsync("waits", null, new StartOrchestrationOptions("w1"));
        await host.SettleAsync();

        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("w1")).PurgedInstanceCount);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.LookAsync("w1"))?.RuntimeStatus);
    }

    [Fact]
    public async Task A_filter_removes_what_it_names_and_has_ended()
    {
        await using DurableHost host = await TasksAsync();
        await host.RunAsync("short", null, new StartOrchestrationOptions("old"));
        await host.StartAsync("waits", null, new StartOrchestrationOptions("old and running"));
        await host.PassAsync(TimeSpan.FromHours(1));
        DateTimeOffset later = Clock.GetUtcNow();
        await host.RunAsync("short", null, new StartOrchestrationOptions("new"));

        PurgeResult result = await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: later.AddMinutes(-1)));

        Assert.Equal(1, result.PurgedInstanceCount);
        Assert.Null(await host.LookAsync("old"));
        Assert.NotNull(await host.LookAsync("old and running"));
        Assert.NotNull(await host.LookAsync("new"));
    }

    [Fact]
    public async Task A_filter_by_status_removes_that_status_alone()
    {
        await using DurableHost host = await TasksAsync();
        await host.RunAsync("short", null, new StartOrchestrationOptions("completed"));
        await host.RunAsync("fails", null, new StartOrchestrationOptions("failed"));

        PurgeResult result = await host.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]));

        Assert.Equal(1, result.PurgedInstanceCount);
        Assert.NotNull(await host.LookAsync("completed"));
        Assert.Null(await host.LookAsync("failed"));
    }

    [Fact]
    public async Task A_filter_without_conditions_removes_all_that_has_ended_and_nothing_else()
    {
        await using DurableHost host = await TasksAsync();
        await host.RunAsync("short", null, new StartOrchestrationOptions("one"));
        await host.RunAsync("fails", null, new StartOrchestrationOptions("two"));
        await host.StartAsync("waits", null, new StartOrchestrationOptions("three"));
        await host.SettleAsync();

        Assert.Equal(2, (await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
        Assert.NotNull(await host.LookAsync("three"));
    }

    [Fact]
    public async Task The_id_of_a_removed_instance_can_be_used_again()
    {
        await using DurableHost host = await TasksAsync();
        await host.RunAsync("short", null, new StartOrchestrationOptions("again"));
        await host.Client.PurgeInstanceAsync("again");

        OrchestrationMetadata ended = await host.RunAsync("short", null, new StartOrchestrationOptions("again"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
    }

    [Fact]
    public async Task Removing_recursively_removes_children_that_have_ended_too()
    {
        await using DurableHost host = await TasksAsync();
        await host.RunAsync("parent", null, new StartOrchestrationOptions("p1"));

        await host.Client.PurgeInstanceAsync("p1", new PurgeInstanceOptions(Recursive: true));

        Assert.Null(await host.LookAsync("p1"));
        Assert.Null(await host.LookAsync("child-of-p1"));
    }

    private Task<DurableHost> TasksAsync() => StartAsync(tasks => tasks
        .AddOrchestratorFunc("short", _ => 1)
        .AddOrchestratorFunc<int>("fails", (Func<TaskOrchestrationContext, int>)(_ => throw new InvalidOperationException("on purpose")))
        .AddOrchestratorFunc("waits", context => context.WaitForExternalEvent<string>("n"))
        .AddOrchestratorFunc("parent", context => context.CallSubOrchestratorAsync<int>(
            "short", new SubOrchestrationOptions(instanceId: $"child-of-{context.InstanceId}"))));
}
