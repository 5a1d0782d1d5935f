using HiveFlow.Orchestrations.Finishing;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>
/// Walks a flow: every node whose inputs are settled starts at once, up to the flow's limit; nodes that touch nothing outside share a
/// durable step; waits are durable timers. Deterministic: it knows statuses and branches, never data.
/// </summary>
public static class RunFlowOrchestrator
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "RunFlow";

    /// <summary>
    /// Durable steps before the orchestrator continues as new with its small state: bounds the history. More for a large flow, whose plan is
    /// written again each time.
    /// </summary>
    private static int StepsPerExecution(RunFlowInput input) => Math.Max(250, input.Plan.Nodes.Count / 8);

    /// <summary>The one orchestrator.</summary>
    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, RunFlowInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var walk = new FlowWalk(context, input);
        var most = StepsPerExecution(input);
        while (!walk.IsOver)
        {
            if (walk.StepsStarted < most)
            {
                walk.StartReady();
            }
            else if (walk.OpenSteps == 0)
            {
                walk.CancelTimers();
                context.ContinueAsNew(input with { Progress = walk.Progress });
                return;
            }

            await walk.NextAsync();
        }

        if (!walk.HasEnded)
        {
            await FinishAsync(context, input, walk);
        }
    }

    private static async Task FinishAsync(TaskOrchestrationContext context, RunFlowInput input, FlowWalk walk)
    {
        walk.CancelTimers();
        await context.CallActivityAsync(
            FinishRunActivity.Name,
            new FinishRequest
            {
                RunId = input.RunId,
                OrganizationId = input.OrganizationId,
                FlowHash = input.FlowHash,
                Progress = walk.Progress,
                Failure = walk.LostStep is { } node
                    ? new RunFailure(StepErrors.StepLostCode.Value, StepErrors.StepLost().Message, input.Plan.Nodes[node].Id)
                    : null,
            },
            FlowWalk.Persistent);
    }
}
