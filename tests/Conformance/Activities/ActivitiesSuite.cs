using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Conformance.Activities;

/// <summary>Calls of activities, awaited and not.</summary>
public abstract class ActivitiesSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task The_slower_of_two_activities_holds_the_end_and_changes_no_result()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int, int>("take", Take)
            .AddOrchestratorFunc("race", async context =>
            {
                Task<int> slow = context.CallActivityAsync<int>("take", 3);
                Task<int> fast = context.CallActivityAsync<int>("take", 1);
                return await await Task.WhenAny(slow, fast);
            }));

        OrchestrationMetadata ended = await host.RunAsync("race");

        Assert.Equal(1, ended.ReadOutputAs<int>());
        AssertTook(ended, atLeast: 3);
    }

    [Fact]
    public async Task An_exception_ends_an_instance_only_when_its_activities_have_ended()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int, int>("take", Take)
            .AddOrchestratorFunc("throws", (Func<TaskOrchestrationContext, int>)(context =>
            {
                _ = context.CallActivityAsync<int>("take", 3);
                throw new InvalidOperationException("no more");
            })));

        OrchestrationMetadata ended = await host.RunAsync("throws");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("no more", ended.FailureDetails?.ErrorMessage);
        AssertTook(ended, atLeast: 3);
    }

    [Fact]
    public async Task An_activity_that_nobody_awaits_runs_before_the_end()
    {
        bool ran = false;
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc("effect", _ => ran = true)
            .AddOrchestratorFunc("forgets", context =>
            {
                _ = context.CallActivityAsync("effect");
                return "done";
            }));

        OrchestrationMetadata ended = await host.RunAsync("forgets");

        Assert.True(ran);
        Assert.Equal("done", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Activities_of_one_turn_run_side_by_side()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int, int>("take", Take)
            .AddOrchestratorFunc("fan out", async context =>
                (await Task.WhenAll(Enumerable.Repeat(1, 20).Select(n => context.CallActivityAsync<int>("take", n)))).Sum()));

        OrchestrationMetadata ended = await host.RunAsync("fan out");

        Assert.Equal(20, ended.ReadOutputAs<int>());
        if (Mode != EngineMode.CrashAfterEveryCommit)
        {
            Assert.Equal(TimeSpan.FromSeconds(1), ended.Took());
        }
    }

    [Fact]
    public async Task A_long_chain_of_activities_ends_with_the_right_result()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int, int>("next", (_, n) => n + 1)
            .AddOrchestratorFunc("chain", async context =>
            {
                int n = 0;
                for (int i = 0; i < 50; i++)
                {
                    n = await context.CallActivityAsync<int>("next", n);
                }

                return n;
            }));

        Assert.Equal(50, (await host.RunAsync("chain")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_activity_knows_its_name_and_its_instance()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<string>("who", context => $"{context.Name} of {context.InstanceId}")
            .AddOrchestratorFunc("asks", context => context.CallActivityAsync<string>("who")));

        OrchestrationMetadata ended = await host.RunAsync("asks", null, new StartOrchestrationOptions("the-one"));

        Assert.Equal("who of the-one", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Each_call_of_an_activity_has_services_of_its_own()
    {
        await using DurableHost host = await StartAsync(
            tasks => tasks
                .AddActivity<Counting>()
                .AddOrchestratorFunc("twice", async context => new[]
                {
                    await context.CallActivityAsync<int>(nameof(Counting)), await context.CallActivityAsync<int>(nameof(Counting)),
                }),
            services: services => services.AddScoped<Counter>());

        Assert.Equal([1, 1], (await host.RunAsync("twice")).ReadOutputAs<List<int>>()!);
    }

    private static void AssertTook(OrchestrationMetadata ended, int atLeast)
    {
        // A crash begins an activity again, so that it may take longer there.
        Assert.InRange(ended.Took(), TimeSpan.FromSeconds(atLeast), TimeSpan.FromSeconds(2 * atLeast));
    }

    private async Task<int> Take(TaskActivityContext context, int seconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), Clock);
        return seconds;
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }

    private sealed class Counting(Counter counter) : TaskActivity<object?, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, object? input) => Task.FromResult(++counter.Value);
    }
}
