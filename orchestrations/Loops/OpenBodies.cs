using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Subflows;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>The sub-orchestrations that nodes of one walk wait for: loops' bodies, and runs of other flows.</summary>
internal sealed class OpenBodies(TaskOrchestrationContext context, RunFlowInput input)
{
    private readonly List<(int Node, Task Task, bool IsRun)> open = [];

    public int Count => open.Count;

    /// <summary>Whether a run of another flow is at work.</summary>
    public bool HasRun => open.Exists(body => body.IsRun);

    public IEnumerable<Task> Tasks => open.Select(body => body.Task);

    /// <summary>Begins a loop's body.</summary>
    /// <param name="plan">Of the walk.</param>
    /// <param name="loop">What to do.</param>
    /// <param name="stepsLeft">Most steps; 0 for no bound.</param>
    /// <param name="isAlone">Whether nothing else of the run is at work, waits or is ready.</param>
    /// <param name="spent">What the run's steps have cost.</param>
    public void Begin(RunPlan plan, PendingLoop loop, int stepsLeft, bool isAlone, long spent)
    {
        var body = new RunLoopInput
        {
            Interpreter = input.Interpreter,
            RunId = input.RunId,
            OrganizationId = input.OrganizationId,
            FlowHash = input.FlowHash,
            Plan = plan.BodyOf(loop.Node),
            Loop = plan.PlaceOf(loop.Node),
            Iteration = input.Within?.Iteration,
            Work = loop,
            MaxParallel = input.MaxParallel,
            MaxSteps = stepsLeft,
            IsAlone = isAlone,
            Spent = spent,
        };
        open.Add((loop.Node, context.CallSubOrchestratorAsync<LoopEnd>(RunLoopOrchestrator.Name, body), IsRun: false));
    }

    /// <summary>Begins a run that is recorded already.</summary>
    public void Begin(PendingRun run)
    {
        var options = new SubOrchestrationOptions(instanceId: run.Input.RunId);
        open.Add((run.Node, context.CallSubOrchestratorAsync(RunFlowOrchestrator.Name, run.Input, options), IsRun: true));
    }

    /// <summary>Takes out what has ended: a node, and for a loop how its body came out.</summary>
    public async Task<IReadOnlyList<(int Node, LoopEnd? End)>> TakeEndedAsync()
    {
        List<(int, LoopEnd?)> ended = [];
        foreach (var body in open.FindAll(body => body.Task.IsCompleted))
        {
            open.Remove(body);
            ended.Add((body.Node, await EndOfAsync(body.Task, body.IsRun)));
        }

        return ended;
    }

    private static async Task<LoopEnd?> EndOfAsync(Task body, bool isRun)
    {
        try
        {
            if (body is Task<LoopEnd> loop)
            {
                return await loop;
            }

            await body;
            return null;
        }
        catch (Exception failure) when (failure is TaskFailedException or NullReferenceException)
        {
            // Of a run its record tells what happened. (A child that was terminated reaches its parent as a NullReferenceException in the
            // official worker.)
            return isRun ? null : new LoopEnd { IsLost = true };
        }
    }
}
