using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Running;
using HiveFlow.Runs;

namespace HiveFlow.Orchestrations.Retrying;

/// <summary>Which steps of an ended run a new one takes over, and where that leaves it.</summary>
internal sealed class RetryPlan
{
    private RetryPlan(RunState state, IReadOnlyList<RunStep> kept, int answered)
    {
        State = state;
        Kept = kept;
        Answered = answered;
    }

    /// <summary>Where the new run begins.</summary>
    public RunState State { get; }

    /// <summary>The steps whose records it takes over.</summary>
    public IReadOnlyList<RunStep> Kept { get; }

    /// <summary>The respond node among them that answered last; -1 for none.</summary>
    public int Answered { get; }

    /// <summary>Made of what the run has recorded.</summary>
    /// <param name="plan">Its flow.</param>
    /// <param name="steps">Its steps outside of loops.</param>
    /// <param name="from">The node to run again, with all that comes after it; null for what failed or had not ended.</param>
    public static RetryPlan Of(RunPlan plan, IReadOnlyList<RunStep> steps, int? from)
    {
        var again = from is { } node ? Behind(plan, node) : [];
        var usable = steps.Where(step => IsOver(plan, step) && !again.Contains(step.Node)).ToDictionary(step => step.Node);
        var state = RunState.Start(plan);
        List<RunStep> kept = [];
        for (var next = Next(plan, state, usable); next is not null; next = Next(plan, state, usable))
        {
            kept.Add(next);
            if (next.Status == StepStatus.Failed)
            {
                state.Fail(plan, next.Node);
            }
            else
            {
                state.Complete(plan, next.Node, next.Branch);
            }
        }

        return new RetryPlan(state, kept, kept.Where(step => step.Answer is not null).MaxBy(step => step.EndedAt)?.Node ?? -1);
    }

    /// <summary>What failed counts as over where the flow went on all the same.</summary>
    private static bool IsOver(RunPlan plan, RunStep step) =>
        step.Status == StepStatus.Completed || (step.Status == StepStatus.Failed && plan.Nodes[step.Node].OnError != ErrorReaction.Stop);

    private static RunStep? Next(RunPlan plan, RunState state, Dictionary<int, RunStep> usable)
    {
        foreach (var node in state.Ready(plan))
        {
            if (usable.TryGetValue(node, out var step))
            {
                return step;
            }
        }

        return null;
    }

    private static HashSet<int> Behind(RunPlan plan, int first)
    {
        HashSet<int> behind = [first];
        var queue = new Queue<int>(behind);
        while (queue.TryDequeue(out var node))
        {
            foreach (var edge in plan.Nodes[node].Edges)
            {
                if (behind.Add(edge.Target))
                {
                    queue.Enqueue(edge.Target);
                }
            }
        }

        return behind;
    }
}
