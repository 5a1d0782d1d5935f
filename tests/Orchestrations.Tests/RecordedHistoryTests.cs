using System.Text.Json;
using HiveFlow.Engine.Execution;
using HiveFlow.Engine.History;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Processors;
using HiveFlow.Runs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Orchestrations.Tests;

/// <summary>
/// Runs that were recorded by a released interpreter are replayed by today's: a change of its decisions fails here and needs a new version in
/// <see cref="RunFlowInput.Interpreter"/>. HIVEFLOW_RECORD_HISTORY=1 records the present version anew (only before its release).
/// </summary>
public sealed class RecordedHistoryTests
{
    private const string Recorded = "run-flow-1.json";

    [Fact]
    public async Task A_run_recorded_by_version_1_is_replayed_by_todays_interpreter()
    {
        if (Environment.GetEnvironmentVariable("HIVEFLOW_RECORD_HISTORY") == "1")
        {
            await RecordAsync();
        }

        var turns = JsonSerializer.Deserialize<List<byte[]>>(await File.ReadAllTextAsync(PathOf(Recorded)))!.ConvertAll(turn => HistoryCodec.DecodeTurn(turn));
        var settings = new RunSettings(
            JsonDataConverter.Default, NullLoggerFactory.Instance, NullLogger.Instance, TimeSpan.FromDays(3), string.Empty, null, null);
        var run = new OrchestratorRun(
            new Interpreter(), new InstanceIdentity("recorded", RunFlowOrchestrator.Name, null, null), settings, () => { });
        foreach (var turn in turns[..^1])
        {
            run.Replay(turn);
        }

        var outcome = run.Play(turns[^1].Now, turns[^1].Events);

        Assert.True(turns.Count > 5);
        Assert.Null(outcome.Failure);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, outcome.Status);
    }

    /// <summary>Parallel branches, a retry, a wait, a condition, a join and an answer.</summary>
    private static async Task RecordAsync()
    {
        var tries = 0;
        var probe = new ProbeProcessor
        {
            Act = (context, _) => Task.FromResult(context.NodeId == "a" && ++tries < 3 ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)),
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        const string nodes = """
            [{"id":"start","data":{"nodeType":"trigger","startNode":true}},
             {"id":"a","data":{"nodeType":"probe","retry":{"maxAttempts":3,"backoff":5}}},
             {"id":"wait","data":{"nodeType":"delay","seconds":86400}},
             {"id":"if","data":{"nodeType":"condition","condition":"{{ inputs.yes }}"}},
             {"id":"b","data":{"nodeType":"probe"}},
             {"id":"c","data":{"nodeType":"probe"}},
             {"id":"join","data":{"nodeType":"merge","checkpoint":true,"mode":"append","values":["{{ nodes.b.output }}"]}},
             {"id":"answer","data":{"nodeType":"respond","body":"done"}}]
            """;
        var run = await flows.StartAsync(nodes, "start>a start>wait start>if if:true>b if:false>c a>join wait>join b>join c>join join>answer", """{"yes":true}""");
        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromHours(1));
        Assert.Null(run.Failure);
        Assert.Equal(RunStatus.Completed, run.Status);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await flows.Client.WaitForInstanceCompletionAsync(run.Id, patience.Token);
        var turns = await flows.HistoryAsync(run);
        await File.WriteAllTextAsync(PathOf(Recorded), "[\n  \"" + string.Join("\",\n  \"", turns.Select(Convert.ToBase64String)) + "\"\n]" + "\n");
    }

    private static string PathOf(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HiveFlow.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "tests", "Orchestrations.Tests", "Recorded", file);
    }

    private sealed class Interpreter : ITaskOrchestrator
    {
        public Type InputType => typeof(RunFlowInput);

        public Type OutputType => typeof(object);

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
        {
            await RunFlowOrchestrator.RunAsync(context, (RunFlowInput)input!);
            return null;
        }
    }
}
