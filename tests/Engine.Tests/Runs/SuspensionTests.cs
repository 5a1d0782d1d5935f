using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Runs;

public sealed class SuspensionTests
{
    [Fact]
    public async Task An_activity_that_ended_while_its_run_was_suspended_does_not_run_again_after_a_crash()
    {
        var begun = new SemaphoreSlim(0);
        var release = new TaskCompletionSource();
        var count = 0;
        await using var fixture = await EngineFixture.StartAsync(registry => registry
            .AddOrchestratorFunc<int, int>("Calls", async (context, value) => await context.CallActivityAsync<int>("Slow", value))
            .AddActivityFunc<int, int>("Slow", async (TaskActivityContext _, int value) =>
            {
                Interlocked.Increment(ref count);
                begun.Release();
                await release.Task;
                return value;
            }));
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Calls", 7);
        Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(60)));
        await fixture.Client.SuspendInstanceAsync(id);
        await fixture.UntilAsync(id, OrchestrationRuntimeStatus.Suspended);
        release.SetResult();
        await fixture.SettleAsync();

        await fixture.CrashAsync();
        await fixture.Client.ResumeInstanceAsync(id);

        Assert.Equal(7, (await fixture.WaitAsync(id)).ReadOutputAs<int>());
        Assert.Equal(1, count);
    }
}
