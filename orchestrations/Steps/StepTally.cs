using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Processors.Agents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Adds up what the steps of one slice came to.</summary>
internal sealed class StepTally
{
    private SortedDictionary<string, long>? usage;

    public int Nodes { get; set; }

    public PendingWait? Wait { get; private set; }

    public PendingLoop? Loop { get; private set; }

    public PendingRun? Run { get; private set; }

    public ToolRound? Tools { get; private set; }

    /// <summary>What they have cost, in millicredits.</summary>
    public long Cost { get; set; }

    /// <summary>Whether the last one is not over.</summary>
    public bool IsOpen { get; private set; }

    public int? Answered { get; private set; }

    public IReadOnlyDictionary<string, long>? Usage => usage;

    public void Add(StepEnd end)
    {
        (Wait, Loop, Run, Tools, IsOpen) = (end.Wait, end.Loop, end.Run, end.Tools, end.IsOpen);
        Answered = end.Answered ? end.Node : Answered;
        foreach (var (kind, count) in end.Usage)
        {
            usage ??= new SortedDictionary<string, long>(StringComparer.Ordinal);
            usage[kind] = usage.GetValueOrDefault(kind) + count;
        }
    }

    /// <summary>Where the run stands after these steps.</summary>
    public RunProgress AddTo(RunProgress before, RunPlan plan, IReadOnlyList<NodeOutcome> outcomes)
    {
        before.State.Apply(plan, outcomes);
        var total = before.Usage.ToDictionary(StringComparer.Ordinal);
        foreach (var (kind, count) in usage ?? [])
        {
            total[kind] = total.GetValueOrDefault(kind) + count;
        }

        return before with { Usage = total, Steps = before.Steps + outcomes.Count, Answered = Answered ?? before.Answered };
    }
}
