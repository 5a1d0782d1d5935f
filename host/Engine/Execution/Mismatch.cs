using HiveFlow.Engine.History;

namespace HiveFlow.Engine.Execution;

/// <summary>How a replay that does not do what its history says is told: the official error type and prefix.</summary>
internal static class Mismatch
{
    private const string Type = "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException";
    private const string Hint = "Was the orchestrator's code changed while this instance was running?";

    /// <summary>Compares what the history says with what the replay asked for under the same number.</summary>
    public static Failure? Find(EngineAction recorded, EngineAction? replayed)
    {
        if (replayed is null)
        {
            return Make($"the history has {Describe(recorded)} with sequence number {recorded.Id}, and the replay asked for nothing there. {Hint}");
        }

        if (recorded.Kind != replayed.Kind)
        {
            return Make(
                $"the history has {Describe(recorded)} with sequence number {recorded.Id}, and the replay asked for {Describe(replayed)}. {Hint}");
        }

        return string.Equals(recorded.Name, replayed.Name, StringComparison.OrdinalIgnoreCase)
            ? null
            : Make($"with sequence number {recorded.Id} the history has {Describe(recorded)}, and the replay has '{replayed.Name}'. {Hint}");
    }

    private static Failure Make(string message) => new(Type, $"Non-Deterministic workflow detected: {message}");

    private static string Describe(EngineAction action) => action.Kind switch
    {
        ActionKind.Activity => $"an activity named '{action.Name}'",
        ActionKind.Child => $"a sub-orchestration named '{action.Name}' with the id '{action.InstanceId}'",
        ActionKind.SendEvent => $"a sent event named '{action.Name}'",
        _ => "a timer",
    };
}
