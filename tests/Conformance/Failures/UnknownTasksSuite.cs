using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Failures;

/// <summary>Names that nothing is registered under: a clear failure, never tried again.</summary>
public abstract class UnknownTasksSuite(EngineMode mode) : DurableSuite(mode)
{
    private static readonly RetryPolicy ThreeTimes = new(3, TimeSpan.FromSeconds(10));

    [Fact]
    public async Task An_unknown_activity_fails_the_call_once_whatever_the_policy()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("caller", context =>
            context.CallActivityAsync<int>("Nowhere", TaskOptions.FromRetryPolicy(ThreeTimes))));

        OrchestrationMetadata ended = await host.RunAsync("caller");

        Assert.Equal("ActivityTaskNotFound", ended.FailureDetails?.InnerFailure?.ErrorType);
        Assert.Equal("No activity task named 'Nowhere' was found.", ended.FailureDetails?.InnerFailure?.ErrorMessage);
        Assert.Equal(TimeSpan.Zero, ended.Took());
    }

    [Fact]
    public async Task An_unknown_sub_orchestrator_fails_the_call_once_whatever_the_policy()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("caller", context =>
            context.CallSubOrchestratorAsync<int>("Nowhere", TaskOptions.FromRetryPolicy(ThreeTimes))));

        OrchestrationMetadata ended = await host.RunAsync("caller");

        Assert.Equal("OrchestratorTaskNotFound", ended.FailureDetails?.InnerFailure?.ErrorType);
        Assert.Equal("No orchestrator task named 'Nowhere' was found.", ended.FailureDetails?.InnerFailure?.ErrorMessage);
        Assert.Equal(TimeSpan.Zero, ended.Took());
    }

    [Fact]
    public async Task An_unknown_orchestrator_fails_the_instance()
    {
        await using DurableHost host = await StartAsync(static _ => { });

        OrchestrationMetadata ended = await host.RunAsync("Nowhere");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("OrchestratorTaskNotFound", ended.FailureDetails?.ErrorType);
        Assert.Equal("No orchestrator task named 'Nowhere' was found.", ended.FailureDetails?.ErrorMessage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_is_not_asked_about_an_unknown_task(bool activity)
    {
        int asked = 0;
        TaskOptions options = TaskOptions.FromRetryHandler(_ => ++asked > 0);
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("caller", context => activity
            ? context.CallActivityAsync<int>("Nowhere", options)
            : context.CallSubOrchestratorAsync<int>("Nowhere", options)));

        OrchestrationMetadata ended = await host.RunAsync("caller");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(0, asked);
    }
}
