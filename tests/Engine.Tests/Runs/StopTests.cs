using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Runs;

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_waits_for_running_activities_and_what_they_answered_is_kept()
    {
        var begun = new SemaphoreSlim(0);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        await using var fixture = await EngineFixture.StartAsync(registry => registry
            .AddOrchestratorFunc<int, int>("Calls", async (context, value) =>
            {
                value = await context.CallActivityAsync<int>("Slow", value);
                return await context.CallActivityAsync<int>("Fast", value);
            })
            .AddActivityFunc<int, int>("Slow", async (TaskActivityContext _, int value) =>
            {
                Interlocked.Increment(ref count);
                begun.Release();
                await release.Task;
                return value + 1;
            })
            .AddActivityFunc<int, int>("Fast", (_, value) => value + 1));
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Calls", 5);
        Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(60)));

        var stop = fixture.Engine.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<EngineStoppedException>(() => fixture.Client.ScheduleNewOrchestrationInstanceAsync("Calls", 5));
        release.SetResult();
        await stop;
        await fixture.CrashAsync();

        Assert.Equal(7, (await fixture.WaitAsync(id)).ReadOutputAs<int>());
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task A_terminated_run_cancels_the_activity_it_waits_for()
    {
        var begun = new SemaphoreSlim(0);
        var cancelled = new TaskCompletionSource();
        await using var fixture = await EngineFixture.StartAsync(registry => registry
            .AddOrchestratorFunc<int, int>("Calls", async (context, value) => await context.CallActivityAsync<int>("Endless", value))
            .AddActivityFunc<int, int>("Endless", async (context, value) =>
            {
                await using var registration = ((EngineActivityContext)context).CancellationToken.Register(() => cancelled.TrySetResult());
                begun.Release();
                await cancelled.Task;
                return value;
            }));
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Calls", 5);
        Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(60)));

        await fixture.Client.TerminateInstanceAsync(id, "enough");

        var run = await fixture.WaitAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough"), (run.RuntimeStatus, run.ReadOutputAs<string>()));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
