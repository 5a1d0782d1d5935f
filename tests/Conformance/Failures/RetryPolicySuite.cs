using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Failures;

/// <summary>Retries by policy: how often, when, and what is left in the end.</summary>
public abstract class RetryPolicySuite(EngineMode mode) : DurableSuite(mode)
{
    private readonly List<DateTimeOffset> _attempts = [];

    [Fact]
    public async Task Delays_grow_by_the_coefficient_up_to_the_longest()
    {
        RetryPolicy policy = new(4, TimeSpan.FromMilliseconds(500), 2, TimeSpan.FromSeconds(1.2));

        OrchestrationMetadata ended = await RunAsync(policy);

        Assert.Equal([500, 1000, 1200], Gaps());
        Assert.Contains("#6", ended.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_last_failure_of_a_policy_comes_a_timer_of_no_length()
    {
        int next = -1;
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("flaky", Fails)
            .AddOrchestratorFunc("caller", async context =>
            {
                for (int i = 0; i < 2; i++)
                {
                    try
                    {
                        await context.CallActivityAsync("flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(1, TimeSpan.FromSeconds(1))));
                    }
                    catch (TaskFailedException exception)
                    {
                        next = exception.TaskId;
                    }
                }

                return next;
            }));

        // The first call is #0 and its closing timer #1, so that the second call is #2.
        Assert.Equal(2, (await host.RunAsync("caller")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Retries_end_with_the_time_limit_and_the_last_may_begin_after_it()
    {
        RetryPolicy policy = new(10, TimeSpan.FromMilliseconds(500), retryTimeout: TimeSpan.FromSeconds(1.2));

        OrchestrationMetadata ended = await RunAsync(policy);

        Assert.Equal([500, 500, 500], Gaps());
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
    }

    [Theory]
    [InlineData(1, 5, OrchestrationRuntimeStatus.Failed, 1)]
    [InlineData(3, 2, OrchestrationRuntimeStatus.Completed, 3)]
    [InlineData(3, 3, OrchestrationRuntimeStatus.Failed, 3)]
    [InlineData(5, 0, OrchestrationRuntimeStatus.Completed, 1)]
    public async Task Attempts_end_with_success_or_with_the_last(int most, int failures, OrchestrationRuntimeStatus status, int attempts)
    {
        OrchestrationMetadata ended = await RunAsync(new RetryPolicy(most, TimeSpan.FromSeconds(1)), failures);

        Assert.Equal(status, ended.RuntimeStatus);
        Assert.Equal(attempts, _attempts.Count);
    }

    [Fact]
    public async Task A_filter_that_says_no_ends_the_retries()
    {
        RetryPolicy policy = new(5, TimeSpan.FromSeconds(1)) { HandleFailure = failure => failure.ErrorMessage != "attempt 2" };

        OrchestrationMetadata ended = await RunAsync(policy);

        Assert.Equal(2, _attempts.Count);
        Assert.Equal("attempt 2", ended.FailureDetails?.InnerFailure?.ErrorMessage);
    }

    [Fact]
    public async Task A_filter_that_throws_ends_the_retries_with_the_failure_it_was_asked_about()
    {
        RetryPolicy policy = new(5, TimeSpan.FromSeconds(1)) { HandleFailure = _ => throw new NotSupportedException() };

        OrchestrationMetadata ended = await RunAsync(policy);

        Assert.Single(_attempts);
        Assert.Equal("attempt 1", ended.FailureDetails?.InnerFailure?.ErrorMessage);
    }

    [Fact]
    public async Task A_child_is_retried_with_the_same_id()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("flaky", _ => FailUpTo(2))
            .AddOrchestratorFunc("child", context => context.CallActivityAsync<int>("flaky"))
            .AddOrchestratorFunc("parent", context => context.CallSubOrchestratorAsync<int>(
                "child", new SubOrchestrationOptions(new RetryPolicy(5, TimeSpan.FromSeconds(2)), "the-child"))));

        OrchestrationMetadata ended = await host.RunAsync("parent");

        Assert.Equal(3, ended.ReadOutputAs<int>());
        Assert.Equal([2000, 2000], Gaps());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.LookAsync("the-child"))?.RuntimeStatus);
    }

    private async Task<OrchestrationMetadata> RunAsync(RetryPolicy policy, int failures = int.MaxValue)
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("flaky", _ => FailUpTo(failures))
            .AddOrchestratorFunc("caller", context => context.CallActivityAsync<int>("flaky", TaskOptions.FromRetryPolicy(policy))));
        return await host.RunAsync("caller");
    }

    private int Fails(TaskActivityContext context) => FailUpTo(int.MaxValue);

    private int FailUpTo(int failures)
    {
        _attempts.Add(Clock.GetUtcNow());
        return _attempts.Count > failures ? _attempts.Count : throw new IOException($"attempt {_attempts.Count}");
    }

    private double[] Gaps() => [.. _attempts.Zip(_attempts.Skip(1), (one, two) => (two - one).TotalMilliseconds)];
}
