using System.Text.Json;
using HiveFlow.Engine.History;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Simulation;

/// <summary>One run of a simulation: what is started, what a client sends afterwards, and the only right end.</summary>
internal sealed record Scenario(string Id, string Name, string Input, string? Output, IReadOnlyList<EngineEvent> Sent)
{
    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Completed;

    /// <summary>Not to be started before this long after the beginning.</summary>
    public TimeSpan? Delay { get; init; }

    public static Scenario Make(string id, Random random)
    {
        var count = random.Next(1, 6);
        return random.Next(13) switch
        {
            0 => new Scenario(id, "Steps", $"{count}", $"{SimulatedTasks.Steps(1, count)}", []),
            1 => new Scenario(id, "Fan", $"{count}", $"{Enumerable.Range(0, count).Sum(SimulatedTasks.Step)}", []),
            2 => new Scenario(id, "Parent", $"{count}", $"{Enumerable.Range(1, count).Sum(i => SimulatedTasks.Steps(1, i))}", []),
            3 => new Scenario(id, "Sleeper", $"{count}", $"{count}", []),
            4 => new Scenario(id, "Collector", $"{count}", Join(count), Interrupted(Items(count), random)),
            5 => new Scenario(id, "Renewer", "[]", Join(4), Interrupted(Items(4), random)),
            6 => new Scenario(id, "Caller", "0", "\"went 5\"", []),
            9 => new Scenario(id, "Spinner", $"{count}", "0", []),
            10 => new Scenario(id, "Guardian", $"{count}", "null", [EngineEvent.Terminated("null", recursive: true)])
            {
                Status = OrchestrationRuntimeStatus.Terminated,
            },
            11 => new Scenario(id, "Failer", $"{count}", null, []) { Status = OrchestrationRuntimeStatus.Failed },
            12 => new Scenario(id, "Rival", "0", $"{SimulatedTasks.Steps(1, 2) + 1}", []),
            7 => new Scenario(id, "Waiter", "0", "\"stopped\"", [EngineEvent.Terminated("\"stopped\"", false)])
            {
                Status = OrchestrationRuntimeStatus.Terminated,
            },
            _ => new Scenario(id, "Steps", "1", $"{SimulatedTasks.Step(1)}", []) { Delay = TimeSpan.FromSeconds(random.Next(1, 10_000)) },
        };
    }

    private static string Join(int count) => JsonSerializer.Serialize(string.Join(',', Enumerable.Range(0, count)));

    private static List<EngineEvent> Items(int count) => [.. Enumerable.Range(0, count).Select(i => EngineEvent.Raised("item", $"{i}"))];

    private static List<EngineEvent> Interrupted(List<EngineEvent> events, Random random)
    {
        if (random.Next(2) == 0)
        {
            events.Insert(random.Next(events.Count), EngineEvent.Suspended("pause"));
            events.Add(EngineEvent.Resumed("go on"));
        }

        return events;
    }
}
