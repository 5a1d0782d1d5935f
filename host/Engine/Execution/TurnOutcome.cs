using HiveFlow.Engine.History;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Execution;

/// <summary>What a turn brought.</summary>
/// <param name="Status">Where the instance stands now.</param>
/// <param name="Actions">What the orchestrator newly asked for.</param>
/// <param name="Output">The output or, continued as new, the next input; serialized.</param>
/// <param name="Failure">Why it failed.</param>
internal sealed record TurnOutcome(
    OrchestrationRuntimeStatus Status,
    IReadOnlyList<EngineAction> Actions,
    string? Output = null,
    Failure? Failure = null)
{
    /// <summary>The execution has ended and the next begins; <see cref="Output"/> is its input.</summary>
    public bool ContinuesAsNew { get; init; }

    /// <summary>The instance has ended.</summary>
    public bool IsEnd => Status is not
        (OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended);

    /// <summary>Continued as new: its version, null for the same.</summary>
    public string? NewVersion { get; init; }

    /// <summary>Continued as new: events for the next execution, oldest first.</summary>
    public IReadOnlyList<(string Name, string? Payload)> Carried { get; init; } = [];

    /// <summary>Terminated: what it started ends too.</summary>
    public bool EndsChildren { get; init; }
}
