using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace HiveFlow.Conformance.Versions;

/// <summary>Which version of a task runs, and which instances a worker takes.</summary>
public abstract class VersionsSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task The_version_asked_for_is_the_one_that_runs()
    {
        await using DurableHost host = await TwoVersionsAsync();

        Assert.Equal("one", (await RunAsync(host, "1")).ReadOutputAs<string>());
        Assert.Equal("two", (await RunAsync(host, "2")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_version_that_is_missing_is_not_found()
    {
        await using DurableHost host = await TwoVersionsAsync();

        Assert.Equal("OrchestratorTaskNotFound", (await RunAsync(host, "3")).FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task A_task_without_versions_runs_for_any()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("flow", context => context.Version));

        Assert.Equal("7.1", (await RunAsync(host, "7.1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_activity_has_its_instances_version_unless_the_call_says_another()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<object?, string>("step", "1", (_, _) => Task.FromResult("one"))
            .AddActivityFunc<object?, string>("step", "2", (_, _) => Task.FromResult("two"))
            .AddOrchestratorFunc("flow", async context => new[]
            {
                await context.CallActivityAsync<string>("step"),
                await context.CallActivityAsync<string>("step", new TaskOptions { Version = "2" }),
            }));

        Assert.Equal(["one", "two"], (await RunAsync(host, "1")).ReadOutputAs<List<string>>()!);
    }

    [Fact]
    public async Task A_child_has_the_workers_default_version_unless_the_call_says_another()
    {
        await using DurableHost host = await StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("child", context => context.Version)
                .AddOrchestratorFunc("flow", async context => new[]
                {
                    await context.CallSubOrchestratorAsync<string>("child"),
                    await context.CallSubOrchestratorAsync<string>("child", new SubOrchestrationOptions { Version = "9" }),
                }),
            worker => worker.UseVersioning(new VersioningOptions { Version = "3", DefaultVersion = "2" }));

        Assert.Equal(["2", "9"], (await RunAsync(host, "1")).ReadOutputAs<List<string>>()!);
    }

    [Theory]
    [InlineData(VersionMatchStrategy.None, "9", true)]
    [InlineData(VersionMatchStrategy.Strict, "2.0", true)]
    [InlineData(VersionMatchStrategy.Strict, "1.9", false)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "1.9", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2.0", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2.1", false)]
    public async Task A_worker_that_fails_what_it_does_not_take_says_so(VersionMatchStrategy strategy, string version, bool taken)
    {
        await using DurableHost host = await WorkerAsync(strategy, VersionFailureStrategy.Fail);

        OrchestrationMetadata ended = await RunAsync(host, version);

        Assert.Equal(taken ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(taken ? null : "VersionMismatch", ended.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task What_a_worker_leaves_to_others_stays_and_is_run_by_one_that_takes_it()
    {
        await using DurableHost host = await WorkerAsync(VersionMatchStrategy.Strict, VersionFailureStrategy.Reject);
        await host.StartAsync("flow", null, new StartOrchestrationOptions("f1") { Version = "3.0" });
        OrchestrationMetadata other = await RunAsync(host, "2.0");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, other.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.LookAsync("f1"))?.RuntimeStatus);

        await host.RestartAsync(worker => worker.UseVersioning(
            new VersioningOptions { Version = "3.0", MatchStrategy = VersionMatchStrategy.Strict }));
        Assert.Equal("3.0", (await host.EndAsync("f1")).ReadOutputAs<string>());
    }

    private static Task<OrchestrationMetadata> RunAsync(DurableHost host, string version) =>
        host.RunAsync("flow", null, new StartOrchestrationOptions { Version = version });

    private Task<DurableHost> TwoVersionsAsync() => StartAsync(tasks => tasks
        .AddOrchestratorFunc<object?, string>("flow", "1", (_, _) => Task.FromResult("one"))
        .AddOrchestratorFunc<object?, string>("flow", "2", (_, _) => Task.FromResult("two")));

    private Task<DurableHost> WorkerAsync(VersionMatchStrategy match, VersionFailureStrategy failure) => StartAsync(
        tasks => tasks.AddOrchestratorFunc("flow", context => context.Version),
        worker => worker.UseVersioning(new VersioningOptions { Version = "2.0", MatchStrategy = match, FailureStrategy = failure }));
}
