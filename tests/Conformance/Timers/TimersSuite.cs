using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;

namespace HiveFlow.Conformance.Timers;

/// <summary>Durable timers: exact, cancellable, of any length, and part of what an instance has to finish.</summary>
public abstract class TimersSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task A_timer_that_nobody_cancels_holds_the_end()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("leaves", context =>
        {
            _ = context.CreateTimer(TimeSpan.FromSeconds(4), CancellationToken.None);
            return "early";
        }));
        string id = await host.StartAsync("leaves");

        await host.PassAsync(TimeSpan.FromSeconds(3.9));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.LookAsync(id))?.RuntimeStatus);

        OrchestrationMetadata ended = await host.EndAsync(id);
        Assert.Equal(TimeSpan.FromSeconds(4), ended.Took());
        Assert.Equal("early", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_cancelled_timer_throws_and_holds_nothing()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("cancels", async context =>
        {
            using CancellationTokenSource source = new();
            Task timer = context.CreateTimer(TimeSpan.FromDays(1), source.Token);
            source.Cancel();
            try
            {
                await timer;
                return "fired";
            }
            catch (TaskCanceledException exception)
            {
                return exception.CancellationToken == source.Token ? "with the token" : "cancelled";
            }
        }));

        OrchestrationMetadata ended = await host.RunAsync("cancels");

        Assert.Equal("cancelled", ended.ReadOutputAs<string>());
        Assert.Equal(TimeSpan.Zero, ended.Took());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public async Task A_time_that_has_passed_fires_in_the_next_turn(int seconds)
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("too late", async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(seconds), CancellationToken.None);
            return "fired";
        }));

        OrchestrationMetadata ended = await host.RunAsync("too late");

        Assert.Equal("fired", ended.ReadOutputAs<string>());
        Assert.Equal(TimeSpan.Zero, ended.Took());
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_times()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("three", async context =>
        {
            List<int> fired = [];
            await Task.WhenAll(new[] { 3, 1, 2 }.Select(async seconds =>
            {
                await context.CreateTimer(TimeSpan.FromSeconds(seconds), CancellationToken.None);
                fired.Add(seconds);
            }));
            return fired;
        }));

        Assert.Equal([1, 2, 3], (await host.RunAsync("three")).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task A_timer_longer_than_the_longest_is_made_of_several_and_ends_on_time()
    {
        await using DurableHost host = await StartAsync(
            tasks => tasks.AddOrchestratorFunc("a week", async context =>
            {
                await context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None);
                try
                {
                    await context.CallActivityAsync("there is none");
                    return -1;
                }
                catch (TaskFailedException exception)
                {
                    return exception.TaskId;
                }
            }),
            worker => worker.Configure(options => options.MaximumTimerInterval = TimeSpan.FromDays(3)));

        OrchestrationMetadata ended = await host.RunAsync("a week");

        Assert.Equal(TimeSpan.FromDays(7), ended.Took());
        Assert.Equal(3, ended.ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_long_timer_can_be_cancelled_in_any_of_its_parts()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("gives up", async context =>
        {
            using CancellationTokenSource source = new();
            Task week = context.CreateTimer(TimeSpan.FromDays(7), source.Token);
            await context.CreateTimer(TimeSpan.FromDays(4), CancellationToken.None);
            source.Cancel();
            return await Task.WhenAny(week) == week && week.IsCanceled;
        }));

        OrchestrationMetadata ended = await host.RunAsync("gives up");

        Assert.True(ended.ReadOutputAs<bool>());
        Assert.Equal(TimeSpan.FromDays(4), ended.Took());
    }

    [Fact]
    public async Task Many_timers_of_many_instances_all_fire()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("wait", async (context, n) =>
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
                context.CreateTimer(TimeSpan.FromSeconds(n + i), CancellationToken.None)));
            return n;
        }));
        List<string> ids = [];
        for (int n = 0; n < 20; n++)
        {
            ids.Add(await host.StartAsync("wait", n));
        }

        for (int n = 0; n < 20; n++)
        {
            OrchestrationMetadata ended = await host.EndAsync(ids[n]);
            Assert.Equal(n, ended.ReadOutputAs<int>());
            Assert.Equal(TimeSpan.FromSeconds(n + 9), ended.Took());
        }
    }

    [Fact]
    public async Task A_timer_that_came_due_while_the_host_was_down_fires_when_it_is_back()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("sleep", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return "awake";
        }));
        string id = await host.StartAsync("sleep");
        await host.SettleAsync();

        await host.StopAsync();
        Clock.MoveTo(Clock.GetUtcNow().AddHours(5));
        await host.RestartAsync();

        OrchestrationMetadata ended = await host.EndAsync(id);
        Assert.Equal("awake", ended.ReadOutputAs<string>());
        Assert.Equal(TimeSpan.FromHours(5), ended.Took());
    }
}
