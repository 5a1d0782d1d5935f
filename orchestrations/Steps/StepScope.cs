using HiveFlow.Authoring.Freezing;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Runs.Loops;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Where steps stand: in which plan, in which iteration of which loop, and what they see from there.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Flow">Its flow.</param>
/// <param name="Plan">What is walked: the flow's plan, or that of a loop's body.</param>
/// <param name="Within">The loop's item; null outside loops.</param>
internal sealed record StepScope(string RunId, FrozenFlow Flow, RunPlan Plan, LoopScope? Within)
{
    public static StepScope Of(string runId, FrozenFlow flow, LoopScope? within) =>
        new(runId, flow, within is null ? flow.Plan : flow.Plan.BodyOf(within.Loop), within);

    /// <summary>The item's path; null outside loops.</summary>
    public string? Iteration => Within?.Iteration;

    /// <summary>Loops around: 0 outside loops.</summary>
    public int Depth => Around().Count();

    /// <summary>The innermost loop and the item of it; null outside loops.</summary>
    public (LoopPlace Loop, int Index)? Item => Within is null ? null : ItemOf(Within.Loop);

    /// <summary>The item of a loop that all this is part of; null for a loop that is not around.</summary>
    public (LoopPlace Loop, int Index)? ItemOf(int loop)
    {
        foreach (var (place, path) in Around())
        {
            if (place == loop)
            {
                return (LoopPlace.Of(RunId, loop, path, out var index), index);
            }
        }

        return null;
    }

    /// <summary>Whether a node's output can be seen from here, and of which iteration: not that of a body it is not part of.</summary>
    /// <param name="place">The node's place in the flow's plan.</param>
    /// <param name="iteration">Null outside loops.</param>
    public bool Sees(int place, out string? iteration)
    {
        iteration = null;
        if (Flow.Plan.Nodes[place].Loop is not { } loop)
        {
            return true;
        }

        iteration = Around().Where(around => around.Loop == loop).Select(around => around.Path).FirstOrDefault();
        return iteration is not null;
    }

    /// <summary>The loops around, innermost first, each with the path of its item.</summary>
    private IEnumerable<(int Loop, string Path)> Around()
    {
        var (loop, path) = (Within?.Loop, Within?.Iteration);
        while (loop is { } place && path is not null)
        {
            yield return (place, path);
            var dot = path.LastIndexOf('.');
            (loop, path) = (Flow.Plan.Nodes[place].Loop, dot < 0 ? null : path[..dot]);
        }
    }
}
