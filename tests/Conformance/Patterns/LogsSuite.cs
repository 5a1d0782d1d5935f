using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Patterns;

/// <summary>The log events that tools built for the official engine look for.</summary>
public abstract class LogsSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Orchestrations_and_activities_log_their_start_and_their_end_once()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("step", _ => 1)
            .AddOrchestratorFunc("flow", context => context.CallActivityAsync<int>("step")));

        OrchestrationMetadata ended = await host.RunAsync("flow");

        Assert.Equal(
            [
                (600, "OrchestrationStarted", "flow", ended.InstanceId), (603, "ActivityStarted", "step", ended.InstanceId),
                (604, "ActivityCompleted", "step", ended.InstanceId), (601, "OrchestrationCompleted", "flow", ended.InstanceId),
            ],
            TaskLines(host));
    }

    [Fact]
    public async Task A_failure_is_logged_with_the_exception_itself()
    {
        InvalidOperationException thrown = new("broken");
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("step", (Func<TaskActivityContext, int>)(_ => throw thrown))
            .AddOrchestratorFunc("flow", context => context.CallActivityAsync<int>("step")));

        await host.RunAsync("flow");

        IReadOnlyList<LogLine> lines = host.Logs.Of("Microsoft.DurableTask.Worker");
        LogLine activity = Assert.Single(lines, line => line.Event.Name == "ActivityFailed");
        LogLine orchestration = Assert.Single(lines, line => line.Event.Name == "OrchestrationFailed");
        Assert.Equal((605, thrown), (activity.Event.Id, activity.Exception));
        Assert.Equal(602, orchestration.Event.Id);
        Assert.IsType<TaskFailedException>(orchestration.Exception);
    }

    private static IEnumerable<(int Id, string? Event, string Name, string Instance)> TaskLines(DurableHost host) => host.Logs
        .Of("Microsoft.DurableTask.Worker")
        .Where(line => line.Event.Id is >= 600 and <= 605)
        .Select(line => (line.Event.Id, line.Event.Name, Text(line, "Name"), Text(line, "InstanceId")));

    private static string Text(LogLine line, string key) => Assert.IsType<string>(line.State[key]);
}
