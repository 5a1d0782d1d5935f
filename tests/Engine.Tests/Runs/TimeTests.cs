using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Engine.Runs;

public sealed class TimeTests
{
    [Fact]
    public async Task A_run_that_is_to_start_later_stays_pending_until_then_although_the_process_dies_meanwhile()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var fixture = await EngineFixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, string>("When", (context, _) => context.CurrentUtcDateTime.ToString("u")), time: time);
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync(
            "When", 1, new StartOrchestrationOptions(StartAt: time.GetUtcNow().AddDays(2)));

        time.Advance(TimeSpan.FromDays(1));
        await fixture.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await fixture.Client.GetInstanceAsync(id))!.RuntimeStatus);

        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("2030-01-03 00:00:00Z", (await fixture.WaitAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_of_weeks_fires_at_its_time_across_restarts()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var fixture = await EngineFixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, DateTime>("Sleeps", async (context, days) =>
            {
                await context.CreateTimer(TimeSpan.FromDays(days), CancellationToken.None);
                return context.CurrentUtcDateTime;
            }),
            new EngineOptions { MaxIdleInstances = 0 },
            time: time);
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Sleeps", 10);
        await fixture.Client.WaitForInstanceStartAsync(id, CancellationToken.None);

        var end = fixture.WaitAsync(id);
        for (var hour = 0; hour < 24 * 12 && !end.IsCompleted; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            if (hour == 100)
            {
                await fixture.CrashAsync();
                end = fixture.WaitAsync(id);
            }

            // Pieces of three days follow one another: each must be in the store before its time comes.
            await fixture.SettleAsync();
        }

        // The clock of this test leaps ahead by the hour, and a reading of the store may come a leap late.
        var due = new DateTime(2030, 1, 11, 0, 0, 0, DateTimeKind.Utc);
        Assert.InRange((await end).ReadOutputAs<DateTime>(), due, due.AddHours(12));
    }
}
