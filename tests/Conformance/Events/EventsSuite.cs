using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Events;

/// <summary>Who gets which event.</summary>
public abstract class EventsSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Events_that_came_before_anybody_waited_are_there_in_their_order()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("late", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            return new[] { await context.WaitForExternalEvent<int>("n"), await context.WaitForExternalEvent<int>("n") };
        }));
        string id = await host.StartAsync("late");
        await host.Client.RaiseEventAsync(id, "n", 1);
        await host.Client.RaiseEventAsync(id, "n", 2);

        Assert.Equal([1, 2], (await host.EndAsync(id)).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task The_case_of_a_name_makes_no_difference()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("waits", context => context.WaitForExternalEvent<string>("Approved")));
        string id = await host.StartAsync("waits");
        await host.Client.RaiseEventAsync(id, "aPPROVED", "yes");

        Assert.Equal("yes", (await host.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Of_several_waits_the_newest_gets_the_next_event()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("stack", async context =>
        {
            Task<int>[] waits = [.. Enumerable.Range(0, 3).Select(_ => context.WaitForExternalEvent<int>("n"))];
            return await Task.WhenAll(waits);
        }));
        string id = await host.StartAsync("stack");
        for (int n = 1; n <= 3; n++)
        {
            await host.SettleAsync();
            await host.Client.RaiseEventAsync(id, "n", n);
        }

        Assert.Equal([3, 2, 1], (await host.EndAsync(id)).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task A_hundred_events_reach_a_loop_in_their_order()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("loop", async context =>
        {
            List<int> got = [];
            while (got.Count < 100)
            {
                got.Add(await context.WaitForExternalEvent<int>("n"));
            }

            return got;
        }));
        string id = await host.StartAsync("loop");
        for (int n = 0; n < 100; n++)
        {
            await host.Client.RaiseEventAsync(id, "n", n);
        }

        List<int> got = (await host.EndAsync(id)).ReadOutputAs<List<int>>()!;
        Assert.Equal(string.Join(' ', Enumerable.Range(0, 100)), string.Join(' ', got));
    }

    [Fact]
    public async Task Waiting_for_one_name_as_two_types_is_an_error()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("confused", async context =>
        {
            Task<string> text = context.WaitForExternalEvent<string>("n");
            Task<int> number = context.WaitForExternalEvent<int>("n");
            await Task.WhenAny(text, number);
        }));

        OrchestrationMetadata ended = await host.RunAsync("confused");

        Assert.Equal("System.ArgumentException", ended.FailureDetails?.ErrorType);
        Assert.StartsWith(
            "Events with the same name must have the same type argument", ended.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_of_an_orchestrator_to_itself_arrives()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("echo", async context =>
        {
            context.SendEvent(context.InstanceId, "self", "hello");
            return await context.WaitForExternalEvent<string>("self");
        }));

        Assert.Equal("hello", (await host.RunAsync("echo")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_to_another_instance_arrives_and_to_nobody_is_dropped()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("waits", context => context.WaitForExternalEvent<int>("n"))
            .AddOrchestratorFunc<string, string>("sends", (context, target) =>
            {
                context.SendEvent("nobody", "n", 1);
                context.SendEvent(target, "n", 2);
                return "sent";
            }));
        string waiting = await host.StartAsync("waits");

        OrchestrationMetadata sender = await host.RunAsync("sends", waiting);

        Assert.Equal("sent", sender.ReadOutputAs<string>());
        Assert.Equal(2, (await host.EndAsync(waiting)).ReadOutputAs<int>());
        Assert.Null(await host.LookAsync("nobody"));
    }

    [Fact]
    public async Task An_event_that_was_accepted_survives_a_restart()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("late", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return await context.WaitForExternalEvent<string>("kept");
        }));
        string id = await host.StartAsync("late");
        await host.Client.RaiseEventAsync(id, "kept", "safe");

        await host.RestartAsync();

        Assert.Equal("safe", (await host.EndAsync(id)).ReadOutputAs<string>());
    }
}
