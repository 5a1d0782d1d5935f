using HiveFlow.Authoring.Freezing;
using HiveFlow.Flows.Running;
using HiveFlow.Runs;
using HiveFlow.Runs.Recording;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>One node to be run now.</summary>
/// <param name="Memory">Its run.</param>
/// <param name="Flow">Its flow.</param>
/// <param name="Node">Its place in the plan.</param>
/// <param name="Attempt">The try, from 1.</param>
/// <param name="IsResumed">Whether its wait is over: it is only to be marked complete.</param>
/// <param name="Recorder">Takes its records.</param>
internal sealed record StepAssignment(RunMemory Memory, FrozenFlow Flow, int Node, int Attempt, bool IsResumed, StepRecorder Recorder)
{
    public Run Run => Memory.Run.Document;

    public PlanNode PlanNode => Flow.Plan.Nodes[Node];
}
