using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Lifecycle;

/// <summary>What an orchestrator tells its watchers.</summary>
public abstract class CustomStatusSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task The_last_value_of_a_turn_is_seen_after_it_and_null_clears_it()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("reports", async context =>
        {
            context.SetCustomStatus("never seen");
            context.SetCustomStatus(new { Step = 1 });
            await context.WaitForExternalEvent<string>("next");
            context.SetCustomStatus(null);
            await context.WaitForExternalEvent<string>("next");
            context.SetCustomStatus("at the end");
        }));
        string id = await host.StartAsync("reports");

        Assert.Equal("""{"Step":1}""", (await host.LookAsync(id))?.SerializedCustomStatus);
        await host.Client.RaiseEventAsync(id, "next");
        Assert.Null((await host.LookAsync(id))?.SerializedCustomStatus);
        await host.Client.RaiseEventAsync(id, "next");
        Assert.Equal("at the end", (await host.EndAsync(id)).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task A_status_that_nobody_changes_stays()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("nothing", _ => 0)
            .AddOrchestratorFunc("reports once", async context =>
            {
                context.SetCustomStatus("begun");
                await context.CallActivityAsync("nothing");
                await context.CallActivityAsync("nothing");
            }));

        Assert.Equal("begun", (await host.RunAsync("reports once")).ReadCustomStatusAs<string>());
    }
}
