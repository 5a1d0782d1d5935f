using System.Text.Json;
using HiveFlow.Engine.Execution;
using HiveFlow.Engine.History;
using HiveFlow.Orchestrations.Agents;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Steps;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Orchestrations.Tests.Recorded;

/// <summary>An instance that has ended: its durable history as it was stored (of its last execution), and what it gave.</summary>
internal sealed record RecordedInstance(string Id, string Orchestrator, IReadOnlyList<byte[]> Turns, string? Output)
{
    private static readonly RunSettings Settings = new(
        JsonDataConverter.Default, NullLoggerFactory.Instance, NullLogger.Instance, TimeSpan.FromDays(3), string.Empty, null, null);

    /// <summary>Has today's code decide each turn anew; what it decides otherwise than was recorded, null for nothing.</summary>
    public string? Replay()
    {
        var run = new OrchestratorRun(Code(), new InstanceIdentity(Id, Orchestrator, null, null), Settings, () => { });
        var outcome = new TurnOutcome(OrchestrationRuntimeStatus.Pending, []);
        for (var turn = 0; turn < Turns.Count; turn++)
        {
            var recorded = HistoryCodec.DecodeTurn(Turns[turn]);
            outcome = run.Play(recorded.Now, recorded.Events);
            if (outcome.Failure is { } failure)
            {
                return $"{Orchestrator}, turn {turn}: {failure.Message}";
            }

            var (then, now) = (recorded.Actions.Select(Told).ToList(), outcome.Actions.Select(Told).ToList());
            if (then.Count != now.Count || then.Zip(now).Any(pair => !Holds(pair.First, pair.Second)))
            {
                return $"{Orchestrator}, turn {turn}: asked for [{string.Join(", ", then)}], and today for [{string.Join(", ", now)}].";
            }
        }

        if (outcome.Status != OrchestrationRuntimeStatus.Completed)
        {
            return $"{Orchestrator}: had ended, and is {outcome.Status} today.";
        }

        return Holds(Json(Output), Json(outcome.Output)) ? null : $"{Orchestrator}: gave {Output}, and today {outcome.Output}.";
    }

    private static JsonElement Told(EngineAction action) => JsonSerializer.SerializeToElement(
        new { action.Id, Kind = action.Kind.ToString(), action.Name, action.InstanceId, action.FireAt, Input = Json(action.Input) });

    private static JsonElement Json(string? text) => JsonDocument.Parse(text ?? "null").RootElement;

    /// <summary>Whether all that was recorded is there and equal; what is said today may say more.</summary>
    private static bool Holds(JsonElement recorded, JsonElement today) => (recorded.ValueKind, today.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => recorded.EnumerateObject().All(
            property => today.TryGetProperty(property.Name, out var value) && Holds(property.Value, value)),
        (JsonValueKind.Array, JsonValueKind.Array) => recorded.GetArrayLength() == today.GetArrayLength()
            && recorded.EnumerateArray().Zip(today.EnumerateArray()).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(recorded, today),
    };

    private ITaskOrchestrator Code() => Orchestrator switch
    {
        RunFlowOrchestrator.Name => new Played<RunFlowInput, object?>(async (context, input) =>
        {
            await RunFlowOrchestrator.RunAsync(context, input);
            return null;
        }),
        RunLoopOrchestrator.Name => new Played<RunLoopInput, LoopEnd>(RunLoopOrchestrator.RunAsync),
        RunAgentOrchestrator.Name => new Played<StepsRequest, StepsResult>(RunAgentOrchestrator.RunAsync),
        _ => throw new InvalidOperationException($"There is no orchestrator {Orchestrator} any more."),
    };

    private sealed class Played<TInput, TOutput>(Func<TaskOrchestrationContext, TInput, Task<TOutput>> code) : ITaskOrchestrator
    {
        public Type InputType => typeof(TInput);

        public Type OutputType => typeof(TOutput);

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input) => await code(context, (TInput)input!);
    }
}
