using HiveFlow.Flows.Graph;

namespace HiveFlow.Flows.Running;

/// <summary>What follows from the statuses of a run, kept beside them so that no step costs more than its own edges.</summary>
internal sealed class Frontier
{
    private Frontier(RunPlan plan)
    {
        Remaining = [.. plan.Incoming];
        Taken = new bool[Remaining.Length];
        Unsettled = Remaining.Length;
    }

    /// <summary>Incoming edges whose source is not settled, by node.</summary>
    public int[] Remaining { get; }

    /// <summary>Whether an incoming edge was taken, by node.</summary>
    public bool[] Taken { get; }

    public SortedSet<int> Ready { get; } = [];

    public int Unsettled { get; set; }

    public int InFlight { get; set; }

    public int FailedNode { get; set; } = -1;

    /// <summary>From a state as it was serialized.</summary>
    public static Frontier Of(RunPlan plan, ReadOnlySpan<NodeStatus> status, SortedDictionary<int, string> branches)
    {
        if (plan.Nodes.Count != status.Length)
        {
            throw new ArgumentException("The state is not one of this plan's.", nameof(plan));
        }

        var frontier = new Frontier(plan);
        for (var place = 0; place < status.Length; place++)
        {
            frontier.Count(plan.Nodes[place], place, status[place], branches.GetValueOrDefault(place));
        }

        return frontier;
    }

    /// <summary>A node is settled: its edges are decided.</summary>
    public void Decide(PlanNode node, NodeStatus settled, string? branch)
    {
        Unsettled--;
        foreach (var edge in node.Edges)
        {
            Remaining[edge.Target]--;
            Taken[edge.Target] |= edge.IsTaken(settled, branch, node.OnError);
        }
    }

    private void Count(PlanNode node, int place, NodeStatus status, string? branch)
    {
        switch (status)
        {
            case NodeStatus.Pending:
                break;
            case NodeStatus.Ready:
                Ready.Add(place);
                break;
            case NodeStatus.Running or NodeStatus.Waiting:
                InFlight++;
                break;
            default:
                Decide(node, status, branch);
                FailedNode = status == NodeStatus.Failed && node.OnError == ErrorReaction.Stop ? place : FailedNode;
                break;
        }
    }
}
