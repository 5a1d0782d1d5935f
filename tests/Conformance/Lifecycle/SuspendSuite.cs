using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Lifecycle;

/// <summary>Halting instances and letting them go on.</summary>
public abstract class SuspendSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Events_of_a_halted_instance_are_played_in_order_when_it_goes_on()
    {
        await using DurableHost host = await CollectingAsync(5);
        await host.Client.SuspendInstanceAsync("c1", "a pause");
        for (int n = 1; n <= 5; n++)
        {
            await host.Client.RaiseEventAsync("c1", "n", n);
        }

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.LookAsync("c1"))?.RuntimeStatus);
        await host.Client.ResumeInstanceAsync("c1", "and on");

        Assert.Equal([1, 2, 3, 4, 5], (await host.EndAsync("c1")).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task A_halted_instance_schedules_nothing_when_a_timer_fires()
    {
        bool ran = false;
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc("effect", _ => ran = true)
            .AddOrchestratorFunc("later", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                await context.CallActivityAsync("effect");
                return context.CurrentUtcDateTime;
            }));
        string id = await host.StartAsync("later");
        await host.SettleAsync();
        await host.Client.SuspendInstanceAsync(id);
        await host.PassAsync(TimeSpan.FromMinutes(10));

        Assert.False(ran);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.LookAsync(id))?.RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.EndAsync(id)).RuntimeStatus);
        Assert.True(ran);
    }

    [Fact]
    public async Task A_halted_instance_stays_halted_over_a_restart()
    {
        await using DurableHost host = await CollectingAsync(1);
        await host.Client.SuspendInstanceAsync("c1");
        await host.Client.RaiseEventAsync("c1", "n", 9);
        await host.SettleAsync();

        await host.RestartAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.LookAsync("c1"))?.RuntimeStatus);
        await host.Client.ResumeInstanceAsync("c1");
        Assert.Equal([9], (await host.EndAsync("c1")).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task Resuming_what_runs_and_halting_what_has_ended_are_no_errors()
    {
        await using DurableHost host = await CollectingAsync(1);

        await host.Client.ResumeInstanceAsync("c1");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.LookAsync("c1"))?.RuntimeStatus);

        await host.Client.RaiseEventAsync("c1", "n", 1);
        await host.EndAsync("c1");
        await host.Client.SuspendInstanceAsync("c1");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.LookAsync("c1"))?.RuntimeStatus);
    }

    [Fact]
    public async Task Halting_twice_needs_one_word_to_go_on()
    {
        await using DurableHost host = await CollectingAsync(1);
        await host.Client.SuspendInstanceAsync("c1");
        await host.Client.SuspendInstanceAsync("c1");
        await host.Client.RaiseEventAsync("c1", "n", 3);
        await host.Client.ResumeInstanceAsync("c1");

        Assert.Equal([3], (await host.EndAsync("c1")).ReadOutputAs<List<int>>()!);
    }

    private async Task<DurableHost> CollectingAsync(int count)
    {
        DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("collect", async context =>
        {
            List<int> got = [];
            while (got.Count < count)
            {
                got.Add(await context.WaitForExternalEvent<int>("n"));
            }

            return got;
        }));
        await host.StartAsync("collect", null, new StartOrchestrationOptions("c1"));
        await host.SettleAsync();
        return host;
    }
}
