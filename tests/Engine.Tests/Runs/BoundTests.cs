using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace HiveFlow.Engine.Runs;

public sealed class BoundTests
{
    [Fact]
    public async Task Data_over_the_bound_is_an_error_where_it_arises()
    {
        await using var fixture = await EngineFixture.StartAsync(
            registry => registry
                .AddOrchestratorFunc<int, string>("Asks", async (context, length) => await context.CallActivityAsync<string>("Makes", length))
                .AddActivityFunc<int, string>("Makes", (_, length) => new string('x', length)),
            new EngineOptions { MaxPayloadChars = 2_000 });

        Assert.Equal(1_000, (await fixture.RunAsync("Asks", 1_000)).ReadOutputAs<string>()!.Length);
        var failed = await fixture.RunAsync("Asks", 3_000);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.True(failed.FailureDetails!.InnerFailure!.IsCausedBy<InvalidOperationException>());
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => fixture.Client.ScheduleNewOrchestrationInstanceAsync("Asks", new string('x', 3_000)));
    }

    [Fact]
    public void All_settings_out_of_bounds_are_told_at_once()
    {
        var result = new EngineOptionsValidator().Validate(null, new EngineOptions
        {
            MaxConcurrentActivities = 0,
            MaxConcurrentTurns = 0,
            MaxBacklog = 1,
            MaxIdleInstances = -1,
            MaxIdleBytes = -1,
            MaxPayloadChars = 1,
            MaxAttempts = 0,
            TimerHorizon = TimeSpan.Zero,
            StopTimeout = TimeSpan.FromDays(1),
        });

        Assert.Equal(9, result.Failures!.Count());
        Assert.Same(ValidateOptionsResult.Success, new EngineOptionsValidator().Validate(null, new EngineOptions()));
    }
}
