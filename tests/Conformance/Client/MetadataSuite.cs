using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Client;

/// <summary>What a client reads of one instance.</summary>
public abstract class MetadataSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Name_id_times_tags_input_and_output_are_told()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<string, string>("greet", async (context, name) =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(2), CancellationToken.None);
            return $"Hello, {name}";
        }));
        DateTimeOffset start = Clock.GetUtcNow();
        StartOrchestrationOptions options = new("g1") { Tags = new Dictionary<string, string> { ["kind"] = "greeting" } };

        OrchestrationMetadata ended = await host.RunAsync("greet", "Ada", options);

        Assert.Equal(("greet", "g1"), (ended.Name, ended.InstanceId));
        Assert.Equal((start, start.AddMinutes(2)), (ended.CreatedAt, ended.LastUpdatedAt));
        Assert.Equal("greeting", ended.Tags["kind"]);
        Assert.Equal(("Ada", "Hello, Ada"), (ended.ReadInputAs<string>(), ended.ReadOutputAs<string>()));
        Assert.True(ended.IsCompleted);
    }

    [Fact]
    public async Task Without_asking_for_them_there_are_no_values_and_no_failure()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("fails", (Func<TaskOrchestrationContext, int>)(_ => throw new InvalidOperationException("no"))));
        await host.RunAsync("fails", "input", new StartOrchestrationOptions("f1"));

        OrchestrationMetadata? bare = await host.Client.GetInstanceAsync("f1");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, bare?.RuntimeStatus);
        Assert.Null(bare?.FailureDetails);
        Assert.Null(bare?.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => bare?.ReadInputAs<string>());
        Assert.NotNull((await host.Client.GetInstanceAsync("f1", getInputsAndOutputs: true))?.FailureDetails);
    }

    [Fact]
    public async Task A_missing_instance_is_null_and_calls_on_it_are_silent()
    {
        await using DurableHost host = await StartAsync(static _ => { });

        Assert.Null(await host.Client.GetInstanceAsync("missing"));
        await host.Client.RaiseEventAsync("missing", "n", 1);
        await host.Client.TerminateInstanceAsync("missing");
        await host.Client.SuspendInstanceAsync("missing");
        await host.Client.ResumeInstanceAsync("missing");
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("missing")).PurgedInstanceCount);
        Assert.Null(await host.LookAsync("missing"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waiting_for_a_missing_instance_ends_with_the_token(bool start)
    {
        await using DurableHost host = await StartAsync(static _ => { });
        using CancellationTokenSource source = new();

        Task<OrchestrationMetadata> wait = start
            ? host.Client.WaitForInstanceStartAsync("missing", source.Token)
            : host.Client.WaitForInstanceCompletionAsync("missing", source.Token);
        await host.SettleAsync();
        Assert.False(wait.IsCompleted);
        source.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Waiting_for_the_start_ends_when_it_runs_and_not_when_it_is_over()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("waits", context => context.WaitForExternalEvent<string>("n")));
        string id = await host.StartAsync("waits", 5);

        OrchestrationMetadata started = await DurableHost.WithinReason(
            host.Client.WaitForInstanceStartAsync(id, getInputsAndOutputs: true));

        Assert.Equal(OrchestrationRuntimeStatus.Running, started.RuntimeStatus);
        Assert.Equal(5, started.ReadInputAs<int>());
    }

    [Fact]
    public async Task Waiting_for_the_end_of_an_instance_that_has_ended_is_over_at_once()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("short", _ => "done"));
        OrchestrationMetadata first = await host.RunAsync("short");

        OrchestrationMetadata again = await DurableHost.WithinReason(
            host.Client.WaitForInstanceCompletionAsync(first.InstanceId, getInputsAndOutputs: true));

        Assert.Equal("done", again.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_ended_instance_is_as_it_was_after_a_restart()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("short", (_, n) => n + 1));
        OrchestrationMetadata before = await host.RunAsync("short", 1);

        await host.RestartAsync();

        OrchestrationMetadata? after = await host.LookAsync(before.InstanceId);
        Assert.Equal(before.ToString(), after?.ToString());
        Assert.Equal(2, after?.ReadOutputAs<int>());
    }
}
