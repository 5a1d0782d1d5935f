using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Runs;

public sealed class PoisonTimerTests
{
    [Fact]
    public async Task An_instance_that_kills_the_process_whenever_its_timer_fires_is_parked()
    {
        var turns = new SemaphoreSlim(0);
        using var dead = new ManualResetEventSlim();
        await using var fixture = await EngineFixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, int>("Killer", async (context, value) =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                if (!context.IsReplaying)
                {
                    // The turn never ends: for the store the process has died in it.
                    turns.Release();
                    dead.Wait();
                }

                return value;
            }),
            new EngineOptions { MaxConcurrentTurns = 64 });
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Killer", 1);

        for (var death = 0; death < 5; death++)
        {
            Assert.True(await turns.WaitAsync(TimeSpan.FromSeconds(60)));
            await fixture.CrashAsync();
        }

        var parked = await fixture.WaitAsync(id);
        dead.Set();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, parked.RuntimeStatus);
        Assert.Equal("InstanceParked", parked.FailureDetails!.ErrorType);
    }
}
