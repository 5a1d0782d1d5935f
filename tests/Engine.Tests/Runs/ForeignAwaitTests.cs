using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Runs;

public sealed class ForeignAwaitTests
{
    [Theory]
    [InlineData("Delays")]
    [InlineData("DelaysBesideATimer")]
    [InlineData("LeavesByConfigureAwait")]
    [InlineData("RunsElsewhere")]
    public async Task An_orchestrator_that_awaits_something_foreign_fails_and_says_so(string name)
    {
        await using var fixture = await EngineFixture.StartAsync(registry => registry
            .AddOrchestratorFunc("Delays", async _ => await Task.Delay(10))
            .AddOrchestratorFunc("DelaysBesideATimer", async context =>
            {
                _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                await Task.Delay(10);
            })
            .AddOrchestratorFunc("LeavesByConfigureAwait", async context =>
            {
                await context.CallActivityAsync("Nothing").ConfigureAwait(false);
                await context.CallActivityAsync("Nothing");
            })
            .AddOrchestratorFunc("RunsElsewhere", async context => await Task.Run(() => context.CallActivityAsync("Nothing")))
            .AddActivityFunc("Nothing", (TaskActivityContext _) => { }));

        var run = await fixture.RunAsync(name);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        Assert.Equal(typeof(InvalidOperationException).FullName, run.FailureDetails!.ErrorType);
        Assert.StartsWith("An invalid asynchronous invocation was detected", run.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Yielding_within_a_turn_is_no_foreign_await()
    {
        await using var fixture = await EngineFixture.StartAsync(registry => registry.AddOrchestratorFunc<int, int>("Yields", async (_, value) =>
        {
            await Task.Yield();
            return value;
        }));

        Assert.Equal(7, (await fixture.RunAsync("Yields", 7)).ReadOutputAs<int>());
    }
}
