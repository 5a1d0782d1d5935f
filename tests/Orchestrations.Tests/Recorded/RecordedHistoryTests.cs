using System.Text.Json;
using HiveFlow.Engine.History;
using HiveFlow.Orchestrations.Agents;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.RunFlow;

namespace HiveFlow.Orchestrations.Tests.Recorded;

/// <summary>
/// Runs that were recorded by a released interpreter, with the loops, agents and runs below them, are decided anew by today's: a change of its
/// decisions fails here and needs a new version in <see cref="RunFlowInput.Interpreter"/>. HIVEFLOW_RECORD_HISTORY=1 records what the
/// present version has not recorded yet; a file is recorded anew (only before its version's release) by deleting it first.
/// </summary>
public sealed class RecordedHistoryTests
{
    private const string Flow = RunFlowOrchestrator.Name;
    private const string Loop = RunLoopOrchestrator.Name;
    private const string Agent = RunAgentOrchestrator.Name;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    [Theory]
    [InlineData("run-flow", new[] { Flow })]
    [InlineData("loop", new[] { Flow, Loop, Loop, Loop, Loop })]
    [InlineData("loop-continued", new[] { Flow, Loop })]
    [InlineData("loop-waits", new[] { Flow, Loop })]
    [InlineData("map", new[] { Flow, Loop })]
    [InlineData("map-failed", new[] { Flow, Loop })]
    [InlineData("agent", new[] { Agent, Agent, Flow, Flow, Loop })]
    [InlineData("subflow", new[] { Flow, Flow, Flow, Flow, Flow, Loop })]
    public async Task What_version_1_decided_is_decided_likewise_by_todays_interpreter(string name, string[] orchestrators)
    {
        var instances = await ReadAsync(name);

        Assert.Equal(orchestrators, instances.Select(instance => instance.Orchestrator).Order(StringComparer.Ordinal));
        Assert.All(instances, instance => Assert.Null(instance.Replay()));
    }

    [Theory]
    [InlineData("map", Flow)]
    [InlineData("map", Loop)]
    [InlineData("agent", Agent)]
    public async Task A_recording_that_decided_otherwise_is_told_apart(string name, string orchestrator)
    {
        var recorded = (await ReadAsync(name)).First(instance => instance.Orchestrator == orchestrator);
        var turn = HistoryCodec.DecodeTurn(recorded.Turns[0]);

        var fewer = HistoryCodec.EncodeTurn(turn.Now, turn.Events, [.. turn.Actions.SkipLast(1)]);
        var other = HistoryCodec.EncodeTurn(turn.Now, turn.Events, [.. turn.Actions.Select(WithoutInput)]);

        Assert.Contains("turn 0", (recorded with { Turns = [fewer, .. recorded.Turns.Skip(1)] }).Replay(), StringComparison.Ordinal);
        Assert.Contains("turn 0", (recorded with { Turns = [other, .. recorded.Turns.Skip(1)] }).Replay(), StringComparison.Ordinal);
        Assert.Contains("had ended", (recorded with { Turns = [.. recorded.Turns.SkipLast(1)] }).Replay(), StringComparison.Ordinal);
        Assert.Contains("gave", (recorded with { Output = "{\"other\":1}" }).Replay(), StringComparison.Ordinal);
    }

    private static EngineAction WithoutInput(EngineAction action) =>
        new() { Kind = action.Kind, Id = action.Id, Name = action.Name, InstanceId = action.InstanceId, Input = "{\"other\":1}" };

    private static async Task<IReadOnlyList<RecordedInstance>> ReadAsync(string name)
    {
        var path = Path.Combine(Folder(), $"{name}-{RunFlowInput.CurrentInterpreter}.json");
        if (Environment.GetEnvironmentVariable("HIVEFLOW_RECORD_HISTORY") == "1" && !File.Exists(path))
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(await Recordings.ByName[name](), Readable) + "\n");
        }

        return JsonSerializer.Deserialize<List<RecordedInstance>>(await File.ReadAllTextAsync(path), Readable)!;
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HiveFlow.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "tests", "Orchestrations.Tests", "Recorded");
    }
}
