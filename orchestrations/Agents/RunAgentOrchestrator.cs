using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Orchestrations.Subflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.Agents;

/// <summary>
/// Runs an agent node: a question to the model, the tools it asks for, the next question, until the node is over. Each is a durable step of
/// its own; what is said is in the store and never here. Its history is bounded by the node's own limits.
/// </summary>
public static class RunAgentOrchestrator
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "RunAgent";

    /// <summary>Of node types with this name.</summary>
    public const string NodeType = "agent";

    /// <summary>One agent node; gives what its last step gave.</summary>
    [Function(Name)]
    public static async Task<StepsResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, StepsRequest request)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        var (spent, cost) = (request.Spent, 0L);
        while (true)
        {
            var result = await context.CallActivityAsync<StepsResult>(RunStepsActivity.Name, request, FlowWalk.Persistent);
            cost += result.Cost;
            if (result.Tools is not { } round)
            {
                return result with { Cost = cost };
            }

            for (var call = 0; call < round.Calls; call++)
            {
                var asked = new AgentToolRequest { Step = request with { Spent = spent + cost }, Turn = round.Turn, Call = call };
                var called = await context.CallActivityAsync<AgentToolResult>(AgentToolActivity.Name, asked, FlowWalk.Persistent);
                if (called.Run is { } run)
                {
                    await FollowAsync(context, run);
                    called = await context.CallActivityAsync<AgentToolResult>(AgentToolActivity.Name, asked with { IsResumed = true }, FlowWalk.Persistent);
                }

                cost += called.Cost;
                if (called.HasEnded)
                {
                    return new StepsResult { HasEnded = true };
                }
            }

            request = request with { IsContinued = true, Spent = spent + cost };
        }
    }

    /// <summary>Runs a flow that a tool is; what came of it its record tells.</summary>
    private static async Task FollowAsync(TaskOrchestrationContext context, PendingRun run)
    {
        try
        {
            await context.CallSubOrchestratorAsync(RunFlowOrchestrator.Name, run.Input, new SubOrchestrationOptions(instanceId: run.Input.RunId));
        }
        catch (Exception failure) when (failure is TaskFailedException or NullReferenceException)
        {
            // A child that was terminated reaches its parent as a NullReferenceException in the official worker.
        }
    }
}
