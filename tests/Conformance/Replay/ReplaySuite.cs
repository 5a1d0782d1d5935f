using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Conformance.Replay;

/// <summary>Orchestrator code sees the same world each time it runs over its history.</summary>
public abstract class ReplaySuite(EngineMode mode) : DurableSuite(mode)
{
    private static readonly Action<ILogger, string, Exception?> Say = LoggerMessage.Define<string>(LogLevel.Information, default, "{Text}");

    [Fact]
    public async Task Code_that_ran_before_is_told_that_it_is_replayed()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("nothing", _ => 0)
            .AddOrchestratorFunc("watch", async context =>
            {
                List<bool> replaying = [context.IsReplaying];
                await context.CallActivityAsync("nothing");
                replaying.Add(context.IsReplaying);
                await context.CallActivityAsync("nothing");
                replaying.Add(context.IsReplaying);
                return replaying;
            }));

        OrchestrationMetadata ended = await host.RunAsync("watch");

        bool[] expected = Mode == EngineMode.StickyInstances ? [false, false, false] : [true, true, false];
        Assert.Equal(expected, ended.ReadOutputAs<List<bool>>()!);
    }

    [Fact]
    public async Task A_replay_safe_logger_writes_each_line_once()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("nothing", _ => 0)
            .AddOrchestratorFunc("talk", async context =>
            {
                ILogger logger = context.CreateReplaySafeLogger("Talk");
                Say(logger, "before", null);
                await context.CallActivityAsync("nothing");
                Say(logger, "between", null);
                await context.CallActivityAsync("nothing");
                Say(logger, "after", null);
            }));

        await host.RunAsync("talk");

        Assert.Equal(["before", "between", "after"], host.Logs.Of("Talk").Select(line => line.Message));
    }

    [Fact]
    public async Task Time_stands_still_within_a_turn_and_moves_on_between_turns()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("look at the clock", async context =>
        {
            DateTime first = context.CurrentUtcDateTime;
            bool same = first == context.CurrentUtcDateTime && first.Kind == DateTimeKind.Utc;
            await context.CreateTimer(TimeSpan.FromSeconds(90), CancellationToken.None);
            return same ? (context.CurrentUtcDateTime - first).TotalSeconds : -1;
        }));

        OrchestrationMetadata ended = await host.RunAsync("look at the clock");

        Assert.Equal(90, ended.ReadOutputAs<double>());
    }

    [Fact]
    public async Task Ids_are_version_5_each_another_and_the_same_in_every_replay()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<Guid, Guid>("echo", (_, id) => id)
            .AddOrchestratorFunc("make ids", async context =>
            {
                Guid[] made = [context.NewGuid(), context.NewGuid()];
                Guid first = await context.CallActivityAsync<Guid>("echo", made[0]);
                Guid[] recorded = [first, await context.CallActivityAsync<Guid>("echo", made[1])];
                return made.SequenceEqual(recorded) ? [.. made, context.NewGuid()] : Array.Empty<Guid>();
            }));

        Guid[] ids = (await host.RunAsync("make ids")).ReadOutputAs<Guid[]>()!;

        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(5, id.Version));
    }

    [Fact]
    public async Task Code_that_awaits_something_that_is_not_durable_fails_with_the_words_of_the_functions_host()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("wait for real", async _ =>
        {
            await new TaskCompletionSource().Task;
        }));

        OrchestrationMetadata ended = await host.RunAsync("wait for real");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("System.InvalidOperationException", ended.FailureDetails?.ErrorType);
        Assert.Contains("invalid asynchronous invocation", ended.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_is_played_on_after_a_restart()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int, int>("double", (_, n) => 2 * n)
            .AddOrchestratorFunc<int, int>("two steps", async (context, n) =>
            {
                int first = await context.CallActivityAsync<int>("double", n);
                int more = await context.WaitForExternalEvent<int>("more");
                return await context.CallActivityAsync<int>("double", first + more);
            }));
        string id = await host.StartAsync("two steps", 5);
        await host.SettleAsync();

        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "more", 1);

        Assert.Equal(22, (await host.EndAsync(id)).ReadOutputAs<int>());
    }
}
