using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Replay;

/// <summary>The numbers of tasks and the ids of children, which histories of every engine rest on.</summary>
public abstract class TaskNumbersSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Activities_timers_children_and_sent_events_count_and_waits_do_not()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("nothing", _ => 0)
            .AddOrchestratorFunc("child", _ => 0)
            .AddOrchestratorFunc("counts", async context =>
            {
                await context.CallActivityAsync("nothing");
                await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                await context.CallSubOrchestratorAsync("child");
                context.SendEvent(context.InstanceId, "n", 1);
                await context.WaitForExternalEvent<int>("n");
                try
                {
                    await context.CallActivityAsync("there is none");
                    return -1;
                }
                catch (TaskFailedException exception)
                {
                    return exception.TaskId;
                }
            }));

        Assert.Equal(4, (await host.RunAsync("counts")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_child_without_an_id_takes_the_next_one_its_parent_would_make()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("child", context => context.InstanceId)
            .AddOrchestratorFunc("makes two", context => new[] { context.NewGuid().ToString("N"), context.NewGuid().ToString("N") })
            .AddOrchestratorFunc("child first", async context =>
            {
                Task<string> child = context.CallSubOrchestratorAsync<string>("child");
                string second = context.NewGuid().ToString("N");
                return new[] { await child, second };
            }));
        StartOrchestrationOptions options = new("the same id at the same time");

        string[] made = (await host.RunAsync("makes two", null, options)).ReadOutputAs<string[]>()!;
        string[] used = (await host.RunAsync("child first", null, options)).ReadOutputAs<string[]>()!;

        Assert.Equal(made.ToList(), used.ToList());
    }
}
