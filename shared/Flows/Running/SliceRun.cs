namespace HiveFlow.Flows.Running;

/// <summary>
/// The work on one slice within one activity: <see cref="TryNext"/> until it is false, <see cref="Complete"/> or <see cref="Fail"/>
/// after each. Its <see cref="Outcomes"/> go back to <see cref="RunState.Apply"/>. Not thread-safe.
/// </summary>
public sealed class SliceRun
{
    private readonly RunPlan plan;
    private readonly Dictionary<int, int> remaining = [];
    private readonly HashSet<int> taken;
    private readonly SortedSet<int> ready;
    private readonly List<NodeOutcome> outcomes = [];
    private int? current;

    internal SliceRun(RunPlan plan, PureSlice slice)
    {
        this.plan = plan;
        taken = [.. slice.Taken];
        ready = [.. slice.Nodes.Take(slice.Seeds)];
        foreach (var node in slice.Nodes.Skip(slice.Seeds))
        {
            remaining[node] = 0;
        }

        foreach (var edge in slice.Nodes.SelectMany(node => plan.Nodes[node].Edges).Where(edge => remaining.ContainsKey(edge.Target)))
        {
            remaining[edge.Target]++;
        }
    }

    /// <summary>What ended, in the order it did.</summary>
    public IReadOnlyList<NodeOutcome> Outcomes => outcomes;

    /// <summary>The next node in graph order; false when nothing of the slice can run any more.</summary>
    public bool TryNext(out int node)
    {
        if (current is not null)
        {
            throw new InvalidOperationException("The node before has not ended yet.");
        }

        node = ready.Count > 0 ? ready.Min : -1;
        current = ready.Remove(node) ? node : null;
        return current is not null;
    }

    /// <summary>The current node ended well.</summary>
    public void Complete(string? branch) => End(new NodeOutcome(Current(), branch));

    /// <summary>The current node failed for good; when that stops the run, nothing of the slice is left to do.</summary>
    public void Fail()
    {
        var node = Current();
        End(new NodeOutcome(node, Failed: true));
        if (plan.Nodes[node].OnError == Graph.ErrorReaction.Stop)
        {
            ready.Clear();
        }
    }

    /// <summary>The current node is not over (it waits, or is tried again by the orchestrator): it leaves no outcome.</summary>
    public void Suspend()
    {
        Current();
        current = null;
    }

    private int Current() => current ?? throw new InvalidOperationException("There is no current node.");

    private void End(NodeOutcome outcome)
    {
        current = null;
        outcomes.Add(outcome);
        Settle(outcome.Node, outcome.Failed ? NodeStatus.Failed : NodeStatus.Completed, outcome.Branch);
    }

    private void Settle(int settled, NodeStatus status, string? branch)
    {
        var queue = new Queue<(int Node, NodeStatus Status, string? Branch)>([(settled, status, branch)]);
        while (queue.TryDequeue(out var ended))
        {
            var node = plan.Nodes[ended.Node];
            foreach (var edge in node.Edges.Where(edge => remaining.ContainsKey(edge.Target)))
            {
                if (edge.IsTaken(ended.Status, ended.Branch, node.OnError))
                {
                    taken.Add(edge.Target);
                }

                if (--remaining[edge.Target] > 0)
                {
                    continue;
                }

                if (taken.Contains(edge.Target))
                {
                    ready.Add(edge.Target);
                }
                else
                {
                    queue.Enqueue((edge.Target, NodeStatus.Skipped, null));
                }
            }
        }
    }
}
