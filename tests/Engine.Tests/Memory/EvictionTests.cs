using Microsoft.DurableTask;

namespace HiveFlow.Engine.Memory;

public sealed class EvictionTests
{
    [Fact]
    public async Task Waiting_runs_leave_memory_and_come_back_for_their_events()
    {
        await using var fixture = await EngineFixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, string>("Waiter", async (context, number) =>
                $"{number} {await context.WaitForExternalEvent<string>("go")}"),
            new EngineOptions { MaxIdleInstances = 3 });
        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", i));
            await fixture.Client.WaitForInstanceStartAsync(ids[i], CancellationToken.None);
        }

        await fixture.SettleAsync();
        Assert.InRange(fixture.Engine.Statistics.Live, 0, 3);
        foreach (var id in ids)
        {
            await fixture.Client.RaiseEventAsync(id, "go", "now");
        }

        var outputs = await Task.WhenAll(ids.Select(async id => (await fixture.WaitAsync(id)).ReadOutputAs<string>()));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i} now"), outputs);
    }

    [Fact]
    public async Task More_work_than_the_backlog_takes_is_refused_and_what_was_accepted_ends()
    {
        var release = new TaskCompletionSource();
        await using var fixture = await EngineFixture.StartAsync(
            registry => registry
                .AddOrchestratorFunc("Slow", async context => await context.CallActivityAsync("Wait"))
                .AddActivityFunc("Wait", (TaskActivityContext _) => release.Task),
            new EngineOptions { MaxBacklog = 100 });
        var ids = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            ids.Add(await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Slow"));
        }

        await Assert.ThrowsAsync<EngineBusyException>(() => fixture.Client.ScheduleNewOrchestrationInstanceAsync("Slow"));

        release.SetResult();
        await Task.WhenAll(ids.Select(fixture.WaitAsync));
    }
}
