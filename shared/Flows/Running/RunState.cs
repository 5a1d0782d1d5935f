using System.Text.Json.Serialization;
using HiveFlow.Flows.Graph;

namespace HiveFlow.Flows.Running;

/// <summary>
/// Where a run stands: per node its status, chosen branch and attempt, nothing else. Pure and deterministic (no clock, no I/O), so an
/// orchestrator may hold it; serialized it is a letter a node. The rules of joins and skips are in <c>docs/flows/joins.md</c>. All work
/// over a whole run is linear in nodes and edges (times the logarithm of what is ready at once). Not thread-safe. Every method takes
/// the plan the state was started with; calls that break the order of a node's life throw <see cref="InvalidOperationException"/>.
/// </summary>
public sealed class RunState
{
    private const string Letters = "prwdcfs";

    private readonly NodeStatus[] status;
    private readonly SortedDictionary<int, string> branches;
    private readonly SortedDictionary<int, int> attempts;
    private Frontier? frontier;

    /// <summary>From its serialized parts.</summary>
    [JsonConstructor]
    public RunState(string statuses, IReadOnlyDictionary<int, string>? branches, IReadOnlyDictionary<int, int>? attempts)
    {
        ArgumentNullException.ThrowIfNull(statuses);
        status = new NodeStatus[statuses.Length];
        for (var node = 0; node < statuses.Length; node++)
        {
            var letter = Letters.IndexOf(statuses[node], StringComparison.Ordinal);
            status[node] = letter >= 0 ? (NodeStatus)letter : throw new ArgumentException("A status of the state is unknown.", nameof(statuses));
        }

        this.branches = new SortedDictionary<int, string>(branches?.ToDictionary() ?? []);
        this.attempts = new SortedDictionary<int, int>(attempts?.ToDictionary() ?? []);
    }

    /// <summary>One letter a node, in graph order: pending, ready, running (w), waiting (d), completed, failed, skipped.</summary>
    [JsonPropertyName("s")]
    public string Statuses => string.Create(status.Length, status, static (text, all) =>
    {
        for (var node = 0; node < all.Length; node++)
        {
            text[node] = Letters[(int)all[node]];
        }
    });

    /// <summary>Chosen outputs by place of the node; null when none was chosen.</summary>
    [JsonPropertyName("b")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<int, string>? Branches => branches.Count > 0 ? branches : null;

    /// <summary>Tries begun by place of the node, where more than one.</summary>
    [JsonPropertyName("a")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<int, int>? Attempts => attempts.Count > 0 ? attempts : null;

    /// <summary>The beginning of a run: start nodes are ready, nodes that nothing leads to are skipped.</summary>
    /// <param name="plan">The flow.</param>
    /// <param name="trigger">The one trigger node that fired: other triggers are skipped. Null starts at every start node.</param>
    public static RunState Start(RunPlan plan, string? trigger = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var state = new RunState(new string('p', plan.Nodes.Count), null, null);
        var frontier = state.FrontierOf(plan);
        for (var place = 0; place < plan.Nodes.Count; place++)
        {
            var node = plan.Nodes[place];
            if (node.Is(PlanFlags.Start) && (trigger is null || !node.Is(PlanFlags.Trigger) || node.Id == trigger))
            {
                state.status[place] = NodeStatus.Ready;
                frontier.Ready.Add(place);
            }
        }

        for (var place = 0; place < plan.Nodes.Count; place++)
        {
            if (state.status[place] == NodeStatus.Pending && frontier.Remaining[place] == 0)
            {
                state.Settle(plan, place, NodeStatus.Skipped);
            }
        }

        return state;
    }

    /// <summary>Where a node stands.</summary>
    public NodeStatus StatusOf(int node) => status[node];

    /// <summary>The output a node chose, or null.</summary>
    public string? BranchOf(int node) => branches.GetValueOrDefault(node);

    /// <summary>Tries begun of a node: 0 before it started.</summary>
    public int AttemptOf(int node) =>
        status[node] is NodeStatus.Pending or NodeStatus.Ready or NodeStatus.Skipped ? 0 : attempts.GetValueOrDefault(node, 1);

    /// <summary>The nodes that may start now, in graph order; empty once the run has failed.</summary>
    public IReadOnlyList<int> Ready(RunPlan plan) => [.. FrontierOf(plan).Ready];

    /// <summary>Whether every node is settled.</summary>
    public bool IsFinished(RunPlan plan) => FrontierOf(plan).Unsettled == 0;

    /// <summary>Nodes that are not settled.</summary>
    public int Unsettled(RunPlan plan) => FrontierOf(plan).Unsettled;

    /// <summary>Whether a node failed that stops the run. Nodes that had not started are skipped then; started ones may still end.</summary>
    public bool IsFailed(RunPlan plan) => FrontierOf(plan).FailedNode >= 0;

    /// <summary>The node whose failure stopped the run, or -1.</summary>
    public int FailedNode(RunPlan plan) => FrontierOf(plan).FailedNode;

    /// <summary>Nodes started and not over.</summary>
    public int InFlight(RunPlan plan) => FrontierOf(plan).InFlight;

    /// <summary>A ready node starts its first try.</summary>
    public void MarkRunning(RunPlan plan, int node)
    {
        Expect(node, NodeStatus.Ready);
        var f = FrontierOf(plan);
        f.Ready.Remove(node);
        f.InFlight++;
        status[node] = NodeStatus.Running;
    }

    /// <summary>A running node waits for a time or an event.</summary>
    public void MarkWaiting(RunPlan plan, int node)
    {
        Expect(node, NodeStatus.Running);
        FrontierOf(plan);
        status[node] = NodeStatus.Waiting;
    }

    /// <summary>A node that runs or waits starts its next try.</summary>
    public void MarkRetrying(RunPlan plan, int node)
    {
        Expect(node, NodeStatus.Running, NodeStatus.Waiting);
        FrontierOf(plan);
        attempts[node] = AttemptOf(node) + 1;
        status[node] = NodeStatus.Running;
    }

    /// <summary>A node that is ready, runs or waits ended well.</summary>
    /// <param name="plan">The flow.</param>
    /// <param name="node">Its place.</param>
    /// <param name="branch">The output it chose; null takes every outgoing edge but error edges.</param>
    public void Complete(RunPlan plan, int node, string? branch = null)
    {
        Expect(node, NodeStatus.Ready, NodeStatus.Running, NodeStatus.Waiting);
        if (branch is not null)
        {
            branches[node] = branch;
        }

        Settle(plan, node, NodeStatus.Completed);
    }

    /// <summary>A node that is ready, runs or waits failed for good; its reaction decides what comes of it.</summary>
    public void Fail(RunPlan plan, int node)
    {
        Expect(node, NodeStatus.Ready, NodeStatus.Running, NodeStatus.Waiting);
        Settle(plan, node, NodeStatus.Failed);
        if (plan.Nodes[node].OnError == ErrorReaction.Stop)
        {
            Stop(plan, node);
        }
    }

    /// <summary>Takes over what an activity did with a slice.</summary>
    public void Apply(RunPlan plan, IReadOnlyList<NodeOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        foreach (var outcome in outcomes)
        {
            if (status[outcome.Node] == NodeStatus.Skipped && IsFailed(plan))
            {
                // Another branch stopped the run while the activity was at work: what it did is recorded, but leads nowhere.
                continue;
            }

            if (outcome.Failed)
            {
                Fail(plan, outcome.Node);
            }
            else
            {
                Complete(plan, outcome.Node, outcome.Branch);
            }
        }
    }

    /// <summary>
    /// What one activity may run that is started for the given ready or running nodes: they themselves and then every fusible node
    /// whose missing edges all come from within the slice.
    /// </summary>
    /// <param name="plan">The flow.</param>
    /// <param name="seeds">Nodes to start, one at least.</param>
    /// <param name="most">Largest number of nodes in the slice; bounds the activity's input and the cost of making it.</param>
    public PureSlice ExpandPure(RunPlan plan, IReadOnlyList<int> seeds, int most = 256)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        var f = FrontierOf(plan);
        var nodes = new List<int>(seeds);
        var taken = new List<int>();
        var settledWithin = new Dictionary<int, int>();
        for (var next = 0; next < nodes.Count && nodes.Count < most; next++)
        {
            foreach (var target in plan.Nodes[nodes[next]].Edges.Select(edge => edge.Target))
            {
                settledWithin[target] = settledWithin.GetValueOrDefault(target) + 1;
                if (settledWithin[target] == f.Remaining[target]
                    && status[target] == NodeStatus.Pending
                    && plan.Nodes[target].IsFusible
                    && nodes.Count < most)
                {
                    nodes.Add(target);
                    if (f.Taken[target])
                    {
                        taken.Add(target);
                    }
                }
            }
        }

        return new PureSlice(nodes, seeds.Count, taken);
    }

    private void Settle(RunPlan plan, int settled, NodeStatus end)
    {
        var f = FrontierOf(plan);
        f.Ready.Remove(settled);
        f.InFlight -= status[settled] is NodeStatus.Running or NodeStatus.Waiting ? 1 : 0;
        status[settled] = end;
        var queue = new Queue<int>([settled]);
        while (queue.TryDequeue(out var place))
        {
            f.Decide(plan.Nodes[place], status[place], BranchOf(place));
            foreach (var target in plan.Nodes[place].Edges.Select(edge => edge.Target))
            {
                if (f.Remaining[target] > 0 || status[target] != NodeStatus.Pending)
                {
                    continue;
                }

                if (f.Taken[target])
                {
                    status[target] = NodeStatus.Ready;
                    f.Ready.Add(target);
                }
                else
                {
                    status[target] = NodeStatus.Skipped;
                    queue.Enqueue(target);
                }
            }
        }
    }

    private void Stop(RunPlan plan, int failed)
    {
        var f = FrontierOf(plan);
        f.FailedNode = f.FailedNode < 0 ? failed : f.FailedNode;
        f.Ready.Clear();
        for (var place = 0; place < status.Length; place++)
        {
            if (status[place] is NodeStatus.Pending or NodeStatus.Ready)
            {
                status[place] = NodeStatus.Skipped;
                f.Unsettled--;
            }
        }
    }

    private Frontier FrontierOf(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return frontier ??= Frontier.Of(plan, status, branches);
    }

    private void Expect(int node, params ReadOnlySpan<NodeStatus> allowed)
    {
        if (!allowed.Contains(status[node]))
        {
            throw new InvalidOperationException($"Node {node} is {status[node]}.");
        }
    }
}
