using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Runs;

public sealed class BasicRunTests
{
    public static TheoryData<bool, bool> Modes => new() { { true, false }, { false, false }, { true, true }, { false, true } };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task An_orchestrator_without_tasks_completes(bool cache, bool crash)
    {
        await using var fixture = await StartAsync(registry => registry.AddOrchestratorFunc<string, string>("Echo", (_, input) => input), cache, crash);

        var run = await fixture.RunAsync("Echo", "hello");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, run.RuntimeStatus);
        Assert.Equal("hello", run.ReadOutputAs<string>());
        Assert.Equal("hello", run.ReadInputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Activities_run_one_after_the_other_and_their_results_come_back(bool cache, bool crash)
    {
        await using var fixture = await StartAsync(
            registry => registry
                .AddOrchestratorFunc<int, int>("Sum", async (context, count) =>
                {
                    var sum = 0;
                    for (var i = 0; i < count; i++)
                    {
                        sum = await context.CallActivityAsync<int>("AddOne", sum);
                    }

                    return sum;
                })
                .AddActivityFunc<int, int>("AddOne", (_, value) => value + 1),
            cache,
            crash);

        var run = await fixture.RunAsync("Sum", 10);

        Assert.Equal(10, run.ReadOutputAs<int>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Activities_run_in_parallel(bool cache, bool crash)
    {
        await using var fixture = await StartAsync(
            registry => registry
                .AddOrchestratorFunc<int, int[]>("Fan", async (context, count) =>
                    await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("Square", i))))
                .AddActivityFunc<int, int>("Square", (_, value) => value * value),
            cache,
            crash);

        var run = await fixture.RunAsync("Fan", 20);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i * i), run.ReadOutputAs<int[]>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Timers_events_and_sub_orchestrations_work_together(bool cache, bool crash)
    {
        await using var fixture = await StartAsync(
            registry => registry
                .AddOrchestratorFunc<string, string>("Parent", async (context, name) =>
                {
                    await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                    var greeting = await context.CallSubOrchestratorAsync<string>("Child", name);
                    var answer = await context.WaitForExternalEvent<string>("answer");
                    return $"{greeting} {answer}";
                })
                .AddOrchestratorFunc<string, string>("Child", async (context, name) => await context.CallActivityAsync<string>("Greet", name))
                .AddActivityFunc<string, string>("Greet", (_, name) => $"Hello {name}!"),
            cache,
            crash);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "Ada");
        await fixture.Client.RaiseEventAsync(id, "ANSWER", "yes");
        var run = await fixture.WaitAsync(id);

        Assert.Equal("Hello Ada! yes", run.ReadOutputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Continuing_as_new_begins_again_with_the_new_input(bool cache, bool crash)
    {
        await using var fixture = await StartAsync(
            registry => registry
                .AddOrchestratorFunc<int, int>("Count", async (context, value) =>
                {
                    value = await context.CallActivityAsync<int>("AddOne", value);
                    if (value < 10)
                    {
                        context.ContinueAsNew(value);
                    }

                    return value;
                })
                .AddActivityFunc<int, int>("AddOne", (_, value) => value + 1),
            cache,
            crash);

        var run = await fixture.RunAsync("Count", 0);

        Assert.Equal(10, run.ReadOutputAs<int>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_failed_activity_fails_the_run_with_every_layer_of_its_cause(bool cache, bool crash)
    {
        await using var fixture = await StartAsync(
            registry => registry
                .AddOrchestratorFunc("Fails", async context => await context.CallActivityAsync("Throws"))
                .AddActivityFunc("Throws", (TaskActivityContext _) => throw new InvalidOperationException("outer", new ArgumentException("inner"))),
            cache,
            crash);

        var run = await fixture.RunAsync("Fails");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        Assert.Equal(typeof(TaskFailedException).FullName, run.FailureDetails!.ErrorType);
        Assert.True(run.FailureDetails.InnerFailure!.IsCausedBy<InvalidOperationException>());
        Assert.True(run.FailureDetails.InnerFailure.InnerFailure!.IsCausedBy<ArgumentException>());
    }

    private static Task<EngineFixture> StartAsync(Action<DurableTaskRegistry> configure, bool cache, bool crash) =>
        EngineFixture.StartAsync(configure, new EngineOptions { ReplayCache = cache, CrashAfterEveryCommit = crash });
}
