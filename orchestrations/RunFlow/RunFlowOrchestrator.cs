using HiveFlow.Orchestrations.Finishing;
using HiveFlow.Orchestrations.Loops;
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

    private const int RoomBesideBodies = 8;

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
            // A loop at work can't be left, so that other branches get more room beside it.
            if (walk.StepsStarted < (walk.OpenBodies > 0 ? most * RoomBesideBodies : most))
            {
                walk.StartReady();
            }
            else if (walk.OpenSteps + walk.OpenBodies == 0)
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
                Failure = walk switch
                {
                    { LostStep: { } node } => new RunFailure(StepErrors.StepLostCode.Value, StepErrors.StepLost().Message, input.Plan.Nodes[node].Id),
                    { IsExceeded: true } => new RunFailure(LoopErrors.StepsExceededCode.Value, LoopErrors.StepsExceeded(input.MaxSteps).Message),
                    _ => null,
                },
                IsCutShort = walk.OpenBodies > 0 || walk.IsExceeded,
            },
            FlowWalk.Persistent);
    }
}
