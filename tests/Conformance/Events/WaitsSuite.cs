using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Events;

/// <summary>Waits that expire or are cancelled. What the official engine loses is kept here.</summary>
public abstract class WaitsSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task A_wait_whose_time_is_over_throws_that_it_was_cancelled()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("impatient", async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("n", TimeSpan.FromSeconds(5));
            }
            catch (TaskCanceledException)
            {
                return "over";
            }
        }));

        OrchestrationMetadata ended = await host.RunAsync("impatient");

        Assert.Equal("over", ended.ReadOutputAs<string>());
        Assert.Equal(TimeSpan.FromSeconds(5), ended.Took());
    }

    [Fact]
    public async Task An_event_in_time_leaves_no_timer_behind_however_long()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("patient", context => context.WaitForExternalEvent<string>("n", TimeSpan.FromDays(7))));
        string id = await host.StartAsync("patient");
        await host.SettleAsync();
        await host.Client.RaiseEventAsync(id, "n", "in time");

        OrchestrationMetadata ended = await host.EndAsync(id);

        Assert.Equal("in time", ended.ReadOutputAs<string>());
        Assert.Equal(TimeSpan.Zero, ended.Took());
    }

    [Fact]
    public async Task Cancelling_from_outside_ends_a_wait_with_a_time_limit()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("gives up", async context =>
        {
            using CancellationTokenSource source = new();
            Task<string> wait = context.WaitForExternalEvent<string>("n", TimeSpan.FromDays(7), source.Token);
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            source.Cancel();
            try
            {
                return await wait;
            }
            catch (OperationCanceledException)
            {
                return "cancelled";
            }
        }));

        OrchestrationMetadata ended = await host.RunAsync("gives up");

        Assert.Equal("cancelled", ended.ReadOutputAs<string>());
        Assert.Equal(TimeSpan.FromSeconds(1), ended.Took());
    }

    [Fact]
    public async Task Events_between_an_expired_wait_and_the_next_one_are_kept()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("tries again", async context =>
        {
            try
            {
                await context.WaitForExternalEvent<string>("n", TimeSpan.FromSeconds(1));
            }
            catch (TaskCanceledException)
            {
                await context.CreateTimer(TimeSpan.FromSeconds(10), CancellationToken.None);
            }

            return new[] { await context.WaitForExternalEvent<string>("n"), await context.WaitForExternalEvent<string>("n") };
        }));
        string id = await host.StartAsync("tries again");
        await host.PassAsync(TimeSpan.FromSeconds(5));
        await host.Client.RaiseEventAsync(id, "n", "first");
        await host.Client.RaiseEventAsync(id, "n", "second");

        Assert.Equal(["first", "second"], (await host.EndAsync(id)).ReadOutputAs<List<string>>()!);
    }

    [Fact]
    public async Task When_the_newer_of_two_waits_is_cancelled_the_older_gets_the_event()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("two waits", async context =>
        {
            using CancellationTokenSource source = new();
            Task<string> older = context.WaitForExternalEvent<string>("n");
            Task<string> newer = context.WaitForExternalEvent<string>("n", source.Token);
            source.Cancel();
            string got = await older;
            return newer.IsCanceled ? got : "both";
        }));
        string id = await host.StartAsync("two waits");
        await host.SettleAsync();
        await host.Client.RaiseEventAsync(id, "n", "for the older");

        Assert.Equal("for the older", (await host.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_wait_with_a_cancelled_token_is_cancelled_at_once_and_takes_nothing()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("too late", async context =>
        {
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            Task<string> wait = context.WaitForExternalEvent<string>("n", new CancellationToken(canceled: true));
            return wait.IsCanceled ? await context.WaitForExternalEvent<string>("n") : "taken";
        }));
        string id = await host.StartAsync("too late");
        await host.Client.RaiseEventAsync(id, "n", "still there");

        Assert.Equal("still there", (await host.EndAsync(id)).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(1.3, "approved")]
    [InlineData(null, "gave up")]
    public async Task One_wait_kept_open_and_raced_by_fresh_timers_never_misses(double? raisedAfter, string expected)
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("approval", async context =>
        {
            Task<string> wait = context.WaitForExternalEvent<string>("approval");
            for (int reminder = 0; reminder < 3; reminder++)
            {
                using CancellationTokenSource source = new();
                Task timer = context.CreateTimer(TimeSpan.FromSeconds(1), source.Token);
                if (await Task.WhenAny(wait, timer) == wait)
                {
                    source.Cancel();
                    return await wait;
                }
            }

            return "gave up";
        }));
        string id = await host.StartAsync("approval");
        if (raisedAfter is { } seconds)
        {
            await host.PassAsync(TimeSpan.FromSeconds(seconds));
            await host.Client.RaiseEventAsync(id, "approval", "approved");
        }

        Assert.Equal(expected, (await host.EndAsync(id)).ReadOutputAs<string>());
    }
}
