using HiveFlow.Engine.History;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Store;

/// <summary>The part of an instance's row that turns change.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Version">The version of its orchestrator; a continue-as-new may change it.</param>
/// <param name="CustomStatus">JSON set by the orchestrator.</param>
/// <param name="IsBusy">It has work of its own to do when the engine starts: activities, or messages not taken.</param>
/// <param name="NextTimer">When the first of its timers is due, UTC ticks; null where it is busy, for then it is loaded anyway.</param>
/// <param name="Deaths">How often in a row the process died while it was busy, without a turn of it in between.</param>
/// <param name="Trials">How many of these deaths came while it alone was being tried.</param>
internal sealed record InstanceState(
    OrchestrationRuntimeStatus Status,
    string? Version,
    string? CustomStatus,
    bool IsBusy,
    long? NextTimer,
    int Deaths = 0,
    int Trials = 0)
{
    /// <summary>Serialized output of an ended instance.</summary>
    public string? Output { get; init; }

    public Failure? Failure { get; init; }

    public bool IsEnded => Ended(Status);

    public static bool Ended(OrchestrationRuntimeStatus status) => status is not
        (OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended);
}
