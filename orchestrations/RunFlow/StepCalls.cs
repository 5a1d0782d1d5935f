using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Agents;
using HiveFlow.Orchestrations.Steps;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>How steps are begun: an agent as an orchestration of its own, everything else as an activity.</summary>
internal static class StepCalls
{
    /// <summary>What is to be run.</summary>
    public static StepsRequest Of(TaskOrchestrationContext context, RunFlowInput input, PureSlice slice, int attempt) => new()
    {
        RunId = input.RunId,
        OrganizationId = input.OrganizationId,
        FlowHash = input.FlowHash,
        Within = input.Within,
        Instance = input.Within is null ? null : context.InstanceId,
        Slice = slice,
        Attempt = attempt,
    };

    /// <summary>Begins them.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="first">The first of the nodes; an agent is always alone.</param>
    /// <param name="request">The steps.</param>
    public static Task<StepsResult> Begin(TaskOrchestrationContext context, PlanNode first, StepsRequest request) =>
        first is { Type: RunAgentOrchestrator.NodeType, Fault: null }
            ? context.CallSubOrchestratorAsync<StepsResult>(RunAgentOrchestrator.Name, request)
            : context.CallActivityAsync<StepsResult>(RunStepsActivity.Name, request, FlowWalk.Persistent);
}
