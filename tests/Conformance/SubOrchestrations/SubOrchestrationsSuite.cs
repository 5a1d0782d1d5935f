using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.SubOrchestrations;

/// <summary>Orchestrations that call orchestrations.</summary>
public abstract class SubOrchestrationsSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task A_childs_output_is_the_result_of_the_call_and_it_knows_its_parent()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, string>("child", (context, n) => $"{n} for {context.Parent?.Name}/{context.Parent?.InstanceId}")
            .AddOrchestratorFunc("parent", async context =>
                $"{await context.CallSubOrchestratorAsync<string>("child", 7)}, {context.Parent is null}"));

        OrchestrationMetadata ended = await host.RunAsync("parent", null, new StartOrchestrationOptions("p1"));

        Assert.Equal("7 for parent/p1, True", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_child_is_an_instance_of_its_own_under_the_id_it_was_given_with_its_tags()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("child", (_, text) => text)
            .AddOrchestratorFunc("parent", context => context.CallSubOrchestratorAsync<string>(
                "child", "hello", Id("c1") with { Tags = new Dictionary<string, string> { ["of"] = "p" } })));

        await host.RunAsync("parent");

        OrchestrationMetadata? child = await host.LookAsync("c1");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, child?.RuntimeStatus);
        Assert.Equal("child", child?.Name);
        Assert.Equal("hello", child?.ReadInputAs<string>());
        Assert.Equal("p", child?.Tags["of"]);
    }

    [Fact]
    public async Task A_child_without_an_id_gets_one_that_no_other_has()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("child", context => context.InstanceId)
            .AddOrchestratorFunc("parent", context => Task.WhenAll(
                Enumerable.Range(0, 10).Select(_ => context.CallSubOrchestratorAsync<string>("child")))));

        string[] ids = (await host.RunAsync("parent")).ReadOutputAs<string[]>()!;

        Assert.Equal(10, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    [Fact]
    public async Task A_child_that_has_ended_is_replaced_by_the_next_one_of_its_id()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("child", (_, n) => n)
            .AddOrchestratorFunc("parent", async context => new[]
            {
                await context.CallSubOrchestratorAsync<int>("child", 1, Id("same")),
                await context.CallSubOrchestratorAsync<int>("child", 2, Id("same")),
            }));

        Assert.Equal([1, 2], (await host.RunAsync("parent")).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task Two_children_of_one_id_at_once_fail_the_second_call_and_not_the_first()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("child", async (context, n) =>
            {
                await context.CreateTimer(TimeSpan.FromSeconds(5), CancellationToken.None);
                return n;
            })
            .AddOrchestratorFunc("parent", async context =>
            {
                SubOrchestrationOptions options = Id("same");
                Task<int> first = context.CallSubOrchestratorAsync<int>("child", 1, options);
                Task<int> second = context.CallSubOrchestratorAsync<int>("child", 2, options);
                try
                {
                    await second;
                    return "both";
                }
                catch (TaskFailedException exception)
                {
                    return $"{await first} and {exception.FailureDetails is not null}";
                }
            }));

        Assert.Equal("1 and True", (await host.RunAsync("parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_open_child_holds_the_end_of_its_parent()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("child", context => context.CreateTimer(TimeSpan.FromSeconds(6), CancellationToken.None))
            .AddOrchestratorFunc("parent", context =>
            {
                _ = context.CallSubOrchestratorAsync("child");
                return "early";
            }));

        OrchestrationMetadata ended = await host.RunAsync("parent");

        Assert.Equal("early", ended.ReadOutputAs<string>());
        Assert.Equal(TimeSpan.FromSeconds(6), ended.Took());
    }

    [Fact]
    public async Task Terminating_a_child_fails_the_call_with_details()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("child", context => context.WaitForExternalEvent<string>("never"))
            .AddOrchestratorFunc("parent", context => context.CallSubOrchestratorAsync<string>("child", Id("c1"))));
        string id = await host.StartAsync("parent");
        await host.SettleAsync();

        await host.Client.TerminateInstanceAsync("c1", "stopped");

        TaskFailureDetails? failure = (await host.EndAsync(id)).FailureDetails;
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", failure?.ErrorType);
        Assert.NotNull(failure?.InnerFailure);
        Assert.Contains("terminated", failure.InnerFailure.ErrorMessage, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    public async Task Terminating_a_parent_ends_its_children_when_it_is_recursive(bool recursive, OrchestrationRuntimeStatus expected)
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("leaf", context => context.WaitForExternalEvent<string>("never"))
            .AddOrchestratorFunc("child", context => context.CallSubOrchestratorAsync("leaf", Id("leaf-1")))
            .AddOrchestratorFunc("parent", context => context.CallSubOrchestratorAsync("child", Id("child-1"))));
        string id = await host.StartAsync("parent");
        await host.SettleAsync();

        await host.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stopped", recursive));

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.LookAsync(id))?.RuntimeStatus);
        Assert.Equal(expected, (await host.LookAsync("child-1"))?.RuntimeStatus);
        Assert.Equal(expected, (await host.LookAsync("leaf-1"))?.RuntimeStatus);
    }

    [Fact]
    public async Task Many_levels_of_children_end_in_order()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, string>("nest", async (context, depth) =>
            depth == 0 ? "." : $"({await context.CallSubOrchestratorAsync<string>("nest", depth - 1)})"));

        Assert.Equal("((((((((.))))))))", (await host.RunAsync("nest", 8)).ReadOutputAs<string>());
    }

    private static SubOrchestrationOptions Id(string id) => new(instanceId: id);
}
