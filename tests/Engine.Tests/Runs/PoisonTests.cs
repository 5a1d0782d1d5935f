using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Runs;

public sealed class PoisonTests
{
    [Fact]
    public async Task An_instance_that_kills_the_process_each_time_is_parked_and_its_neighbour_ends_well()
    {
        var release = new TaskCompletionSource();
        var attempts = 0;
        var killed = new SemaphoreSlim(0);
        await using var fixture = await EngineFixture.StartAsync(registry => registry
            .AddOrchestratorFunc("Killer", async context => await context.CallActivityAsync("Kill"))
            .AddActivityFunc("Kill", async (TaskActivityContext _) =>
            {
                Interlocked.Increment(ref attempts);
                killed.Release();
                await Task.Delay(Timeout.Infinite);
            })
            .AddOrchestratorFunc<int, string>("Neighbour", async (context, _) => await context.CallActivityAsync<string>("Slow", 0))
            .AddActivityFunc<int, string>("Slow", async (TaskActivityContext _, int _) =>
            {
                await release.Task;
                return "done";
            }));
        var neighbour = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Neighbour", 0);
        var killer = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Killer");

        // The activity "kills" the process five times: twice among others, then three times while it is tried.
        for (var death = 0; death < 5; death++)
        {
            if (death == 2)
            {
                // Both are under suspicion now and are tried one after the other.
                release.SetResult();
            }

            Assert.True(await killed.WaitAsync(TimeSpan.FromSeconds(60)));
            await fixture.CrashAsync();
        }

        var parked = await fixture.WaitAsync(killer);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, parked.RuntimeStatus);
        Assert.Equal("InstanceParked", parked.FailureDetails!.ErrorType);
        Assert.Equal("done", (await fixture.WaitAsync(neighbour)).ReadOutputAs<string>());
        Assert.Equal(5, attempts);
    }

    [Fact]
    public async Task A_stop_in_order_is_on_no_ones_account()
    {
        var begun = new SemaphoreSlim(0);
        await using var fixture = await EngineFixture.StartAsync(
            registry => registry
                .AddOrchestratorFunc<int, string>("Slow", async (context, _) => await context.CallActivityAsync<string>("Wait", 0))
                .AddActivityFunc<int, string>("Wait", async (context, _) =>
                {
                    begun.Release();
                    await Task.Delay(Timeout.Infinite, ((EngineActivityContext)context).CancellationToken);
                    return "never";
                }),
            new EngineOptions { StopTimeout = TimeSpan.Zero });
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Slow", 0);

        for (var i = 0; i < 8; i++)
        {
            Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(60)));
            await fixture.Engine.StopAsync(CancellationToken.None);
            await fixture.CrashAsync();
        }

        var run = await fixture.Client.GetInstanceAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Running, run!.RuntimeStatus);
    }
}
