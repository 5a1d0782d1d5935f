using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Patterns;

/// <summary>Whole orchestrations as people write them.</summary>
public abstract class PatternsSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task An_orchestrator_that_does_nothing_completes_without_an_output()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("empty", (Action<TaskOrchestrationContext>)(_ => { })));

        OrchestrationMetadata ended = await host.RunAsync("empty");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Null(ended.SerializedOutput);
    }

    [Fact]
    public async Task Classes_are_found_by_name_and_by_their_attribute()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestrator<Doubling>().AddActivity<Twice>());

        Assert.Equal(42, (await host.RunAsync("DOUBLING", 21)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_paged_list_can_be_read_by_an_orchestrator_through_an_activity()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<string?, Page<int>>("page", (_, token) => token switch
            {
                null => new Page<int>([1, 2], "second"),
                _ => new Page<int>([3], null),
            })
            .AddOrchestratorFunc("sum", async context =>
            {
                int sum = 0;
                await foreach (int n in Pageable.Create((token, _) => context.CallActivityAsync<Page<int>>("page", token)))
                {
                    sum += n;
                }

                return sum;
            }));

        Assert.Equal(6, (await host.RunAsync("sum")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_monitor_polls_until_a_condition_holds()
    {
        int polls = 0;
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc("ready", _ => ++polls >= 4)
            .AddOrchestratorFunc("monitor", async context =>
            {
                while (!await context.CallActivityAsync<bool>("ready"))
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
                }

                return context.CurrentUtcDateTime;
            }));

        OrchestrationMetadata ended = await host.RunAsync("monitor");

        Assert.Equal(TimeSpan.FromMinutes(15), ended.Took());
        Assert.Equal(4, polls);
    }

    [Fact]
    public async Task Hundred_instances_side_by_side_each_end_with_their_own_result()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int, int>("square", (_, n) => n * n)
            .AddOrchestratorFunc<int, int>("flow", async (context, n) =>
            {
                int square = await context.CallActivityAsync<int>("square", n);
                await context.CreateTimer(TimeSpan.FromSeconds(n % 7), CancellationToken.None);
                return await context.CallActivityAsync<int>("square", square);
            }));
        List<string> ids = [];
        for (int n = 0; n < 100; n++)
        {
            ids.Add(await host.StartAsync("flow", n));
        }

        for (int n = 0; n < 100; n++)
        {
            Assert.Equal(n * n * n * n, (await host.EndAsync(ids[n])).ReadOutputAs<int>());
        }
    }

    [DurableTask("doubling")]
    private sealed class Doubling : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) =>
            context.CallActivityAsync<int>(nameof(Twice), input);
    }

    private sealed class Twice : TaskActivity<int, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, int input) => Task.FromResult(2 * input);
    }
}
