using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Failures;

/// <summary>Retries that code of the orchestrator decides on.</summary>
public abstract class RetryHandlerSuite(EngineMode mode) : DurableSuite(mode)
{
    private int _attempts;

    [Fact]
    public async Task A_handler_sees_each_failure_with_its_number_and_its_cause()
    {
        SortedDictionary<int, string> seen = [];
        OrchestrationMetadata ended = await RunAsync(TaskOptions.FromRetryHandler(retry =>
        {
            TaskFailureDetails failure = retry.LastFailure;
            seen[retry.LastAttemptNumber] = $"{failure.ErrorType}: {failure.ErrorMessage} <- {failure.InnerFailure?.ErrorMessage}";
            return retry.LastAttemptNumber < 3;
        }));

        Assert.Equal(
            [
                "System.InvalidOperationException: attempt 1 <- cause 1",
                "System.InvalidOperationException: attempt 2 <- cause 2",
                "System.InvalidOperationException: attempt 3 <- cause 3",
            ],
            seen.Values);
        Assert.Equal(3, _attempts);
        Assert.Equal("attempt 3", ended.FailureDetails?.InnerFailure?.ErrorMessage);
    }

    [Fact]
    public async Task A_handler_may_wait_by_a_timer_of_its_orchestration()
    {
        OrchestrationMetadata ended = await RunAsync(
            TaskOptions.FromRetryHandler(async retry =>
            {
                await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(retry.LastAttemptNumber), CancellationToken.None);
                return true;
            }),
            failures: 2);

        Assert.Equal(3, ended.ReadOutputAs<int>());
        Assert.Equal(TimeSpan.FromMinutes(3), ended.Took());
    }

    [Fact]
    public async Task A_handler_knows_how_long_the_attempts_have_taken()
    {
        SortedDictionary<int, double> minutes = [];
        await RunAsync(TaskOptions.FromRetryHandler(async retry =>
        {
            minutes[retry.LastAttemptNumber] = retry.TotalRetryTime.TotalMinutes;
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            return retry.LastAttemptNumber < 3;
        }));

        Assert.Equal([0, 5, 10], minutes.Values);
    }

    [Fact]
    public async Task What_a_handler_throws_is_what_fails_the_instance()
    {
        OrchestrationMetadata ended = await RunAsync(TaskOptions.FromRetryHandler(
            (RetryHandler)(_ => throw new NotSupportedException("no retries today"))));

        Assert.Equal("System.NotSupportedException", ended.FailureDetails?.ErrorType);
        Assert.Equal("no retries today", ended.FailureDetails?.ErrorMessage);
    }

    [Fact]
    public async Task A_child_is_retried_by_a_handler_as_often_as_it_says()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("flaky", _ => FailUpTo(3))
            .AddOrchestratorFunc("child", context => context.CallActivityAsync<int>("flaky"))
            .AddOrchestratorFunc("parent", context => context.CallSubOrchestratorAsync<int>(
                "child", TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 10).WithInstanceId("same-id"))));

        Assert.Equal(4, (await host.RunAsync("parent")).ReadOutputAs<int>());
    }

    private async Task<OrchestrationMetadata> RunAsync(TaskOptions options, int failures = int.MaxValue)
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("flaky", _ => FailUpTo(failures))
            .AddOrchestratorFunc("caller", context => context.CallActivityAsync<int>("flaky", options)));
        return await host.RunAsync("caller");
    }

    private int FailUpTo(int failures)
    {
        _attempts++;
        return _attempts > failures
            ? _attempts
            : throw new InvalidOperationException($"attempt {_attempts}", new IOException($"cause {_attempts}"));
    }
}
