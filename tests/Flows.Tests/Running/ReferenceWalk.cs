using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Running;

namespace HiveFlow.Flows.Tests.Running;

/// <summary>The rules of joins.md in their plainest form: what each node comes to, asked backwards from the node.</summary>
internal sealed class ReferenceWalk(RunPlan plan, IReadOnlyList<NodeOutcome> script)
{
    private readonly Dictionary<int, NodeStatus> known = [];

    public NodeStatus Of(int node)
    {
        if (!known.TryGetValue(node, out var status))
        {
            var starts = plan.Nodes[node].Is(PlanFlags.Start) || Sources(node).Any(source => Takes(source, node));
            status = !starts ? NodeStatus.Skipped : script[node].Failed ? NodeStatus.Failed : NodeStatus.Completed;
            known[node] = status;
        }

        return status;
    }

    public bool Takes(int source, int target) => plan.Nodes[source].Edges.Where(edge => edge.Target == target).Any(edge => Takes(source, edge));

    public IEnumerable<int> Sources(int node) =>
        Enumerable.Range(0, plan.Nodes.Count).Where(source => plan.Nodes[source].Edges.Any(edge => edge.Target == node));

    private bool Takes(int source, PlanEdge edge)
    {
        var reaction = plan.Nodes[source].OnError;
        switch (Of(source))
        {
            case NodeStatus.Skipped:
                return false;
            case NodeStatus.Failed:
                return (reaction == ErrorReaction.Continue && edge.Handle is null) || (reaction == ErrorReaction.Route && edge.Handle == "error");
            default:
                var branch = script[source].Branch;
                return edge.Handle is null || (edge.Handle != "error" && (branch is null || branch == edge.Handle));
        }
    }
}
