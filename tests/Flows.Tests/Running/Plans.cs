using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Running;

namespace HiveFlow.Flows.Tests.Running;

/// <summary>Plans in a line of text: <c>"a>b a>c:true b>d"</c>; nodes without an incoming edge are starts.</summary>
internal static class Plans
{
    public static RunPlan Of(string edges, params (string Node, Func<PlanNode, PlanNode> With)[] changes)
    {
        var ids = new List<string>();
        var parsed = new List<(string Source, string Target, string? Handle)>();
        foreach (var text in edges.Split(' '))
        {
            var ends = text.Split('>', ':');
            ids.AddRange(ends.Take(2).Where(id => !ids.Contains(id)));
            if (ends.Length > 1)
            {
                parsed.Add((ends[0], ends[1], ends.ElementAtOrDefault(2)));
            }
        }

        return new RunPlan([.. ids.Select(id =>
        {
            var node = new PlanNode
            {
                Id = id,
                Type = "set",
                Flags = parsed.Exists(edge => edge.Target == id) ? PlanFlags.None : PlanFlags.Start,
                Edges = [.. parsed.Where(edge => edge.Source == id).Select(edge => new PlanEdge(ids.IndexOf(edge.Target), edge.Handle))],
            };
            return changes.Where(change => change.Node == id).Aggregate(node, (changed, change) => change.With(changed));
        })]);
    }

    public static Func<PlanNode, PlanNode> Reacts(ErrorReaction reaction) => node => node with { OnError = reaction };

    public static PlanNode Pure(PlanNode node) => node with { Flags = node.Flags | PlanFlags.Pure };

    public static string[] ReadyIds(this RunState state, RunPlan plan) => [.. state.Ready(plan).Select(place => plan.Nodes[place].Id)];

    public static NodeStatus Status(this RunState state, RunPlan plan, string id) => state.StatusOf(plan.IndexOf(id));

    public static void Complete(this RunState state, RunPlan plan, string id, string? branch = null)
    {
        state.MarkRunning(plan, plan.IndexOf(id));
        state.Complete(plan, plan.IndexOf(id), branch);
    }

    public static void Fail(this RunState state, RunPlan plan, string id)
    {
        state.MarkRunning(plan, plan.IndexOf(id));
        state.Fail(plan, plan.IndexOf(id));
    }
}
