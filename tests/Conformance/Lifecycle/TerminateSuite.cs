using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Lifecycle;

/// <summary>Ending instances from outside.</summary>
public abstract class TerminateSuite(EngineMode mode) : DurableSuite(mode)
{
    [Theory]
    [InlineData("a reason")]
    [InlineData(null)]
    public async Task An_instance_ends_at_once_with_the_output_it_is_given(string? output)
    {
        await using DurableHost host = await WaitingAsync();
        await host.Client.TerminateInstanceAsync("w1", output);

        OrchestrationMetadata ended = await host.EndAsync("w1");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, ended.RuntimeStatus);
        Assert.Equal(output, ended.ReadOutputAs<string>());
        Assert.Null(ended.FailureDetails);
        Assert.Equal(TimeSpan.Zero, ended.Took());
    }

    [Fact]
    public async Task Open_timers_and_activities_do_not_hold_it()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc("slow", async _ => await Task.Delay(TimeSpan.FromHours(1), Clock))
            .AddOrchestratorFunc("busy", context => Task.WhenAll(
                context.CallActivityAsync("slow"), context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None))));
        string id = await host.StartAsync("busy");
        await host.SettleAsync();

        await host.Client.TerminateInstanceAsync(id, "enough");
        OrchestrationMetadata ended = await host.EndAsync(id);
        await host.PassAsync(TimeSpan.FromDays(2));

        Assert.Equal(TimeSpan.Zero, ended.Took());
        Assert.Equal("enough", (await host.LookAsync(id))?.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_suspended_instance_can_be_ended()
    {
        await using DurableHost host = await WaitingAsync();
        await host.Client.SuspendInstanceAsync("w1");
        await host.SettleAsync();

        await host.Client.TerminateInstanceAsync("w1", "stopped");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.EndAsync("w1")).RuntimeStatus);
    }

    [Fact]
    public async Task Ending_it_twice_keeps_the_first_output()
    {
        await using DurableHost host = await WaitingAsync();
        await host.Client.TerminateInstanceAsync("w1", "first");
        await host.EndAsync("w1");

        await host.Client.TerminateInstanceAsync("w1", "second");

        Assert.Equal("first", (await host.LookAsync("w1"))?.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Ending_an_instance_that_has_completed_changes_nothing()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("short", _ => "done"));
        await host.RunAsync("short", null, new StartOrchestrationOptions("s1"));

        await host.Client.TerminateInstanceAsync("s1", "too late");

        OrchestrationMetadata? after = await host.LookAsync("s1");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, after?.RuntimeStatus);
        Assert.Equal("done", after?.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_scheduled_instance_that_is_ended_never_begins()
    {
        bool ran = false;
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("later", _ => ran = true));
        string id = await host.StartAsync("later", null, new StartOrchestrationOptions(StartAt: Clock.GetUtcNow().AddHours(1)));

        await host.Client.TerminateInstanceAsync(id, "not at all");
        await host.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.LookAsync(id))?.RuntimeStatus);
        Assert.False(ran);
    }

    private async Task<DurableHost> WaitingAsync()
    {
        DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("waits", context => context.WaitForExternalEvent<string>("n")));
        await host.StartAsync("waits", null, new StartOrchestrationOptions("w1"));
        await host.SettleAsync();
        return host;
    }
}
