using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.ContinueAsNew;

/// <summary>An instance that begins again under its own id.</summary>
public abstract class ContinueAsNewSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task The_next_execution_has_the_new_input_and_the_last_one_the_output()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, string>("count", (context, n) =>
        {
            if (n < 10)
            {
                context.ContinueAsNew(n + 1);
                return "not yet";
            }

            return $"{n} in {context.InstanceId}";
        }));

        OrchestrationMetadata ended = await host.RunAsync("count", 0, new StartOrchestrationOptions("counter"));

        Assert.Equal("10 in counter", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Task_numbers_begin_again_with_each_execution()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("fails", async (context, n) =>
        {
            try
            {
                await context.CallActivityAsync("there is none");
            }
            catch (TaskFailedException exception) when (n == 3)
            {
                return exception.TaskId;
            }
            catch (TaskFailedException)
            {
                context.ContinueAsNew(n + 1);
            }

            return -1;
        }));

        Assert.Equal(0, (await host.RunAsync("fails", 0)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_open_timer_holds_the_next_execution()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("leaves a timer", (context, n) =>
        {
            if (n == 0)
            {
                _ = context.CreateTimer(TimeSpan.FromSeconds(4), CancellationToken.None);
                context.ContinueAsNew(1);
            }

            return n;
        }));

        OrchestrationMetadata ended = await host.RunAsync("leaves a timer", 0);

        Assert.Equal(1, ended.ReadOutputAs<int>());
        Assert.Equal(TimeSpan.FromSeconds(4), ended.Took());
    }

    [Fact]
    public async Task An_activity_that_nobody_awaits_runs_before_the_next_execution()
    {
        List<string> order = [];
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int, int>("effect", (_, n) =>
            {
                order.Add($"effect {n}");
                return n;
            })
            .AddOrchestratorFunc<int, int>("leaves an activity", (context, n) =>
            {
                if (n == 1)
                {
                    order.Add("next");
                    return n;
                }

                _ = context.CallActivityAsync("effect", n);
                context.ContinueAsNew(1);
                return n;
            }));

        await host.RunAsync("leaves an activity", 0);

        Assert.Equal(["effect 0", "next"], order.Distinct());
    }

    [Theory]
    [InlineData(true, "kept")]
    [InlineData(false, "over")]
    public async Task Events_that_nobody_took_are_kept_unless_they_are_dropped(bool preserve, string expected)
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, string>("again", async (context, n) =>
        {
            if (n == 0)
            {
                await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                context.ContinueAsNew(1, preserve);
                return "first";
            }

            try
            {
                return await context.WaitForExternalEvent<string>("n", TimeSpan.FromSeconds(5));
            }
            catch (TaskCanceledException)
            {
                return "over";
            }
        }));
        string id = await host.StartAsync("again", 0);
        await host.Client.RaiseEventAsync(id, "n", "kept");

        Assert.Equal(expected, (await host.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Ten_events_over_ten_executions_are_all_seen()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int[], int[]>("collect", async (context, got) =>
        {
            int next = await context.WaitForExternalEvent<int>("n");
            int[] all = [.. got, next];
            if (all.Length < 10)
            {
                context.ContinueAsNew(all);
            }

            return all;
        }));
        string id = await host.StartAsync("collect", Array.Empty<int>());
        for (int n = 0; n < 10; n++)
        {
            await host.Client.RaiseEventAsync(id, "n", n);
        }

        Assert.Equal(Enumerable.Range(0, 10), (await host.EndAsync(id)).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task The_custom_status_is_gone_and_the_tags_stay()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("again", async (context, n) =>
        {
            if (n == 0)
            {
                context.SetCustomStatus("first execution");
                context.ContinueAsNew(1);
                return n;
            }

            await context.WaitForExternalEvent<int>("end");
            return n;
        }));
        StartOrchestrationOptions options = new() { Tags = new Dictionary<string, string> { ["flow"] = "f1" } };
        string id = await host.StartAsync("again", 0, options);

        OrchestrationMetadata? now = await host.LookAsync(id);

        Assert.Null(now?.SerializedCustomStatus);
        Assert.Equal("f1", now?.Tags["flow"]);
        Assert.Equal(OrchestrationRuntimeStatus.Running, now?.RuntimeStatus);
    }

    [Fact]
    public async Task A_child_that_continues_as_new_keeps_its_parent_and_answers_it_in_the_end()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, string>("child", (context, n) =>
            {
                if (n < 3)
                {
                    context.ContinueAsNew(n + 1);
                }

                return $"{n} for {context.Parent?.Name}";
            })
            .AddOrchestratorFunc("parent", context => context.CallSubOrchestratorAsync<string>("child", 0)));

        Assert.Equal("3 for parent", (await host.RunAsync("parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_exception_after_it_fails_the_instance()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("changes its mind", (Func<TaskOrchestrationContext, int>)(context =>
            {
                context.ContinueAsNew();
                throw new InvalidOperationException("after all not");
            })));

        OrchestrationMetadata ended = await host.RunAsync("changes its mind");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("after all not", ended.FailureDetails?.ErrorMessage);
    }

    [Fact]
    public async Task A_new_version_is_what_runs_next()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, string>("grow", "1", (context, n) =>
            {
                context.ContinueAsNew(new ContinueAsNewOptions { NewInput = n + 1, NewVersion = "2" });
                return Task.FromResult("old");
            })
            .AddOrchestratorFunc<int, string>("grow", "2", (context, n) => Task.FromResult($"{n} by {context.Version}")));

        OrchestrationMetadata ended = await host.RunAsync("grow", 1, new StartOrchestrationOptions { Version = "1" });

        Assert.Equal("2 by 2", ended.ReadOutputAs<string>());
    }
}
