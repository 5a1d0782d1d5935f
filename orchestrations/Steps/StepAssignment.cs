using HiveFlow.Authoring.Freezing;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Runs;
using HiveFlow.Runs.Recording;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>One node to be run now.</summary>
/// <param name="Memory">Its run.</param>
/// <param name="Scope">Where it stands.</param>
/// <param name="Node">Its place in the scope's plan.</param>
/// <param name="Attempt">The try, from 1.</param>
/// <param name="IsResumed">Whether its wait is over: it is only to be marked complete.</param>
/// <param name="Recorder">Takes its records.</param>
internal sealed record StepAssignment(RunMemory Memory, StepScope Scope, int Node, int Attempt, bool IsResumed, StepRecorder Recorder)
{
    /// <summary>Whether an earlier durable step has begun this try: its beginning has been told.</summary>
    public bool IsContinued { get; init; }

    /// <summary>The orchestration that is to be woken when a wait of it ends; null for the run's own.</summary>
    public string? Instance { get; init; }

    public Run Run => Memory.Run.Document;

    public FrozenFlow Flow => Scope.Flow;

    public PlanNode PlanNode => Scope.Plan.Nodes[Node];

    /// <summary>The node's place in the flow's plan.</summary>
    public int Place => Scope.Plan.PlaceOf(Node);

    /// <summary>How the body came out, where a loop is to be ended; null otherwise.</summary>
    public LoopEnd? Loop { get; init; }
}
