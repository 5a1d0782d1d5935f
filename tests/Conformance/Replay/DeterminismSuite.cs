using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Replay;

/// <summary>Code that was changed under a running instance is caught when it decides otherwise than history says.</summary>
public abstract class DeterminismSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Another_activity_than_history_has_fails_the_instance() =>
        AssertCaught(await ChangedTo(context => context.CallActivityAsync("other")));

    [Fact]
    public async Task A_timer_where_history_has_an_activity_fails_the_instance() =>
        AssertCaught(await ChangedTo(context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None)));

    [Fact]
    public async Task Nothing_where_history_has_an_activity_fails_the_instance() =>
        AssertCaught(await ChangedTo(_ => Task.CompletedTask));

    [Fact]
    public async Task The_case_of_a_name_and_the_input_may_change()
    {
        OrchestrationMetadata ended = await ChangedTo(context => context.CallActivityAsync("FIRST", "another input"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
    }

    private static void AssertCaught(OrchestrationMetadata ended)
    {
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", ended.FailureDetails?.ErrorType);
        Assert.StartsWith("Non-Deterministic workflow detected: ", ended.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    /// <summary>Runs an activity and waits; restarts with other code in the place of the activity, and lets it go on.</summary>
    private async Task<OrchestrationMetadata> ChangedTo(Func<TaskOrchestrationContext, Task> change)
    {
        Func<TaskOrchestrationContext, Task> step = context => context.CallActivityAsync("first", "input");
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<string?, int>("first", (_, _) => 1)
            .AddActivityFunc<string?, int>("other", (_, _) => 2)
            .AddOrchestratorFunc("changing", async context =>
            {
                await step(context);
                await context.WaitForExternalEvent<string>("go");
            }));
        string id = await host.StartAsync("changing");
        await host.SettleAsync();

        step = change;
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "go", "on");
        return await host.EndAsync(id);
    }
}
