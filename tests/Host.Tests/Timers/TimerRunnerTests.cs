using HiveFlow.Host.Functions;
using HiveFlow.HostFixture;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Tests.Timers;

public sealed class TimerRunnerTests : IDisposable
{
    private readonly WatchedClock clock = new(new DateTimeOffset(2026, 1, 2, 3, 0, 10, TimeSpan.Zero));
    private readonly TimerCalls calls = new();
    private readonly TestFolder folder = TestFolder.Create();

    [Fact]
    public async Task A_timer_runs_at_each_of_its_times_and_not_before()
    {
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        Assert.Equal(TimeSpan.FromSeconds(290), await clock.NextWaitAsync());
        clock.Advance(TimeSpan.FromSeconds(289));
        Assert.Equal(0, calls.Waiting);
        clock.Advance(TimeSpan.FromSeconds(1));
        var first = await calls.NextAsync();
        Assert.False(first.IsPastDue);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 5, 0), first.ScheduleStatus!.Next);
        Assert.Equal(TimeSpan.FromMinutes(5), await clock.NextWaitAsync());
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(new DateTime(2026, 1, 2, 3, 5, 0), (await calls.NextAsync()).ScheduleStatus!.Last);
    }

    [Fact]
    public async Task Times_missed_while_down_are_made_up_for_once()
    {
        await using (await StartAsync(typeof(EveryFiveMinutes)))
        {
            await clock.NextWaitAsync();
        }

        clock.Advance(TimeSpan.FromMinutes(17));
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        Assert.True((await calls.NextAsync()).IsPastDue);
        Assert.Equal(TimeSpan.FromSeconds(170), await clock.NextWaitAsync());
        Assert.Equal(0, calls.Waiting);
    }

    [Fact]
    public async Task A_restart_that_missed_nothing_runs_nothing()
    {
        await using (await StartAsync(typeof(EveryFiveMinutes)))
        {
            await clock.NextWaitAsync();
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        Assert.Equal(TimeSpan.FromSeconds(230), await clock.NextWaitAsync());
        Assert.Equal(0, calls.Waiting);
    }

    [Fact]
    public async Task A_schedule_that_was_changed_meanwhile_makes_up_for_nothing()
    {
        await using (await StartAsync(typeof(EveryFiveMinutes)))
        {
            await clock.NextWaitAsync();
        }

        clock.Advance(TimeSpan.FromHours(2));
        await using var host = await StartAsync(typeof(Hourly));
        Assert.Equal(TimeSpan.FromSeconds((59 * 60) + 50), await clock.NextWaitAsync());
        Assert.Equal(0, calls.Waiting);
    }

    [Fact]
    public async Task Without_monitor_nothing_is_kept_and_nothing_made_up_for()
    {
        await using (await StartAsync(typeof(Unmonitored)))
        {
            await clock.NextWaitAsync();
        }

        Assert.False(Directory.Exists(Kept));
        clock.Advance(TimeSpan.FromHours(1));
        await using var host = await StartAsync(typeof(Unmonitored));
        await clock.NextWaitAsync();
        Assert.Equal(0, calls.Waiting);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_begins_the_schedule_anew()
    {
        var file = Path.Combine(Directory.CreateDirectory(Kept).FullName, "timer.json");
        await File.WriteAllTextAsync(file, "{\"Last\":");
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        Assert.Equal(TimeSpan.FromSeconds(290), await clock.NextWaitAsync());
    }

    [Fact]
    public async Task RunOnStartup_runs_once_at_start()
    {
        await using var host = await StartAsync(typeof(AtStart));
        Assert.False((await calls.NextAsync()).IsPastDue);
        await clock.NextWaitAsync();
        Assert.Equal(0, calls.Waiting);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_its_interval_is_not_joined_by_another()
    {
        var release = new TaskCompletionSource();
        calls.Work = () => release.Task;
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        await clock.NextWaitAsync();
        clock.Advance(TimeSpan.FromMinutes(5));
        await calls.NextAsync();
        clock.Advance(TimeSpan.FromMinutes(12));
        Assert.Equal(0, calls.Waiting);
        calls.Work = () => Task.CompletedTask;
        release.SetResult();
        await calls.NextAsync();
        await clock.NextWaitAsync();
        Assert.Equal(0, calls.Waiting);
    }

    [Fact]
    public async Task A_run_that_fails_does_not_end_the_schedule()
    {
        calls.Work = () => throw new InvalidOperationException("broken");
        await using var host = await StartAsync(typeof(EveryFiveMinutes));
        await clock.NextWaitAsync();
        clock.Advance(TimeSpan.FromMinutes(5));
        await calls.NextAsync();
        await clock.NextWaitAsync();
        clock.Advance(TimeSpan.FromMinutes(5));
        await calls.NextAsync();
    }

    [Fact]
    public async Task A_schedule_may_stand_in_a_setting()
    {
        await using var host = await StartAsync(typeof(FromSetting), new() { ["Cleanup"] = "0 30 4 * * *" });
        Assert.Equal(TimeSpan.FromSeconds((90 * 60) - 10), await clock.NextWaitAsync());
    }

    [Fact]
    public async Task A_setting_that_is_missing_stops_the_start_and_is_named()
    {
        var fault = await Assert.ThrowsAsync<StartupException>(() => StartAsync(typeof(FromSetting)));
        Assert.Contains("'Cleanup'", Assert.Single(fault.Faults), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<TimerHost> StartAsync(Type type, Dictionary<string, string?>? settings = null) =>
        TimerHost.StartAsync(type, calls, clock, Kept, settings);

    private string Kept => Path.Combine(folder.Path, "timers");

    public sealed class EveryFiveMinutes(TimerCalls calls)
    {
        [Function("Timer")]
        public Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo info) => calls.CallAsync(info);
    }

    public sealed class Hourly(TimerCalls calls)
    {
        [Function("Timer")]
        public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo info) => calls.CallAsync(info);
    }

    public sealed class Unmonitored(TimerCalls calls)
    {
        [Function("Timer")]
        public Task Run([TimerTrigger("0 */5 * * * *", UseMonitor = false)] TimerInfo info) => calls.CallAsync(info);
    }

    public sealed class AtStart(TimerCalls calls)
    {
        [Function("Timer")]
        public Task Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo info) => calls.CallAsync(info);
    }

    public sealed class FromSetting(TimerCalls calls)
    {
        [Function("Timer")]
        public Task Run([TimerTrigger("%Cleanup%")] TimerInfo info) => calls.CallAsync(info);
    }
}
