using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>
/// Runs a loop's body for its items, so many at a time, and continues as new after a fixed number of steps: its history, and what an item
/// costs, do not grow with the list. Deterministic: it knows indexes and statuses, never items.
/// </summary>
public static class RunLoopOrchestrator
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "RunLoop";

    private static int StepsPerExecution(RunLoopInput input) => Math.Max(250, input.Plan.Nodes.Count / 8);

    /// <summary>Gives how the body came out.</summary>
    [Function(Name)]
    public static async Task<LoopEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, RunLoopInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var walk = new LoopWalk(context, input);
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
                return walk.End;
            }

            await walk.NextAsync();
        }

        walk.CancelTimers();
        return walk.End;
    }
}
