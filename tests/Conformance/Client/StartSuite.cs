using DurableTask.Core.Exceptions;
using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Client;

/// <summary>Starting instances: ids, times, duplicates.</summary>
public abstract class StartSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task An_instance_without_an_id_gets_32_hex_digits()
    {
        await using DurableHost host = await ShortAsync();

        Assert.Matches("^[0-9a-f]{32}$", await host.StartAsync("short"));
    }

    [Theory]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\u0007b")]
    public async Task Ids_that_no_store_takes_are_refused(string id)
    {
        await using DurableHost host = await ShortAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.StartAsync("short", null, new StartOrchestrationOptions(id)));
    }

    [Fact]
    public async Task An_id_has_at_most_256_characters()
    {
        await using DurableHost host = await ShortAsync();

        await host.StartAsync("short", null, new StartOrchestrationOptions(new string('x', 256)));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => host.StartAsync("short", null, new StartOrchestrationOptions(new string('x', 257))));
    }

    [Fact]
    public async Task An_instance_with_a_start_time_is_pending_until_then()
    {
        await using DurableHost host = await ShortAsync();
        string id = await host.StartAsync("short", null, new StartOrchestrationOptions(StartAt: Clock.GetUtcNow().AddSeconds(3)));

        await host.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.LookAsync(id))?.RuntimeStatus);

        OrchestrationMetadata ended = await host.EndAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(TimeSpan.FromSeconds(3), ended.Took());
    }

    [Fact]
    public async Task A_start_time_that_has_passed_starts_at_once()
    {
        await using DurableHost host = await ShortAsync();

        OrchestrationMetadata ended = await host.RunAsync(
            "short", null, new StartOrchestrationOptions(StartAt: Clock.GetUtcNow().AddDays(-1)));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
    }

    [Fact]
    public async Task A_start_time_survives_a_restart()
    {
        await using DurableHost host = await ShortAsync();
        string id = await host.StartAsync("short", null, new StartOrchestrationOptions(StartAt: Clock.GetUtcNow().AddHours(1)));

        await host.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.LookAsync(id))?.RuntimeStatus);

        Assert.Equal(TimeSpan.FromHours(1), await TookAsync(host, id));
    }

    [Fact]
    public async Task The_id_of_a_running_instance_is_refused_without_a_list()
    {
        await using DurableHost host = await ShortAsync();
        await host.StartAsync("waits", null, new StartOrchestrationOptions("one"));
        await host.SettleAsync();

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => host.StartAsync("waits", null, new StartOrchestrationOptions("one")));
    }

    [Fact]
    public async Task The_id_of_an_ended_instance_is_free_without_a_list()
    {
        await using DurableHost host = await ShortAsync();
        await host.RunAsync("short", 1, new StartOrchestrationOptions("one"));

        OrchestrationMetadata again = await host.RunAsync("short", 2, new StartOrchestrationOptions("one"));

        Assert.Equal(2, again.ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed, "short")]
    [InlineData(OrchestrationRuntimeStatus.Failed, "fails")]
    [InlineData(OrchestrationRuntimeStatus.Running, "waits")]
    public async Task An_instance_in_a_listed_status_is_left_alone(OrchestrationRuntimeStatus status, string name)
    {
        await using DurableHost host = await ShortAsync();
        StartOrchestrationOptions options = new StartOrchestrationOptions("one").WithDedupeStatuses(status);
        await host.StartAsync(name, 1, options);
        OrchestrationMetadata? before = await host.LookAsync("one");
        Assert.Equal(status, before?.RuntimeStatus);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.StartAsync("short", 2, options));

        OrchestrationMetadata? after = await host.LookAsync("one");
        Assert.Equal((before?.CreatedAt, before?.SerializedInput), (after?.CreatedAt, after?.SerializedInput));
    }

    [Fact]
    public async Task A_running_instance_that_no_list_protects_is_ended_and_replaced()
    {
        await using DurableHost host = await ShortAsync();
        await host.StartAsync("waits", 1, new StartOrchestrationOptions("one"));
        await host.SettleAsync();

        OrchestrationMetadata ended = await host.RunAsync(
            "short", 2, new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed));

        Assert.Equal("short", ended.Name);
        Assert.Equal(2, ended.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Of_two_starts_with_one_id_at_the_same_time_one_is_refused()
    {
        await using DurableHost host = await ShortAsync();

        Task<string>[] starts = [.. Enumerable.Range(0, 8).Select(n => host.StartAsync("waits", n, new StartOrchestrationOptions("one")))];
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => Task.WhenAll(starts));

        Assert.Equal(1, starts.Count(start => start.IsCompletedSuccessfully));
        Assert.Equal(7, starts.Count(start => start.Exception?.InnerException is OrchestrationAlreadyExistsException));
    }

    [Fact]
    public async Task A_status_that_is_none_cannot_be_listed()
    {
        await using DurableHost host = await ShortAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => host.StartAsync("short", null, new StartOrchestrationOptions("one") { DedupeStatuses = ["Sleeping"] }));
    }

    [Fact]
    public async Task A_cancelled_token_starts_nothing()
    {
        await using DurableHost host = await ShortAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync(
            "short", new StartOrchestrationOptions("never"), new CancellationToken(canceled: true)));

        Assert.Null(await host.LookAsync("never"));
    }

    private static async Task<TimeSpan> TookAsync(DurableHost host, string id)
    {
        OrchestrationMetadata ended = await host.EndAsync(id);
        return ended.Took();
    }

    private Task<DurableHost> ShortAsync() => StartAsync(tasks => tasks
        .AddOrchestratorFunc<int, int>("short", (_, n) => n)
        .AddOrchestratorFunc<int>("fails", (Func<TaskOrchestrationContext, int>)(_ => throw new InvalidOperationException("on purpose")))
        .AddOrchestratorFunc("waits", context => context.WaitForExternalEvent<string>("n")));
}
