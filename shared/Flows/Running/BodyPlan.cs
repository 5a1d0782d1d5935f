namespace HiveFlow.Flows.Running;

/// <summary>Cuts a loop's body out of a plan.</summary>
internal static class BodyPlan
{
    public static RunPlan Of(RunPlan plan, int loop)
    {
        List<int> members = [loop, .. Enumerable.Range(0, plan.Nodes.Count).Where(node => IsWithin(plan, node, loop))];
        var local = new Dictionary<int, int>(members.Count);
        foreach (var member in members)
        {
            local[member] = local.Count;
        }

        IReadOnlyList<PlanEdge> Move(IReadOnlyList<PlanEdge> edges) => [.. edges.Select(edge => edge with { Target = local[edge.Target] })];
        var source = plan.Nodes[loop];
        var item = new PlanNode { Id = source.Id, Type = source.Type, Flags = PlanFlags.Start, Edges = Move(source.Body ?? []) };
        var body = members.Skip(1).Select(place => plan.Nodes[place]).Select(node => node with
        {
            Loop = node.Loop == loop ? null : local[node.Loop!.Value],
            Edges = Move(node.Edges),
            Body = node.Body is null ? null : Move(node.Body),
        });
        return new RunPlan([item, .. body], [.. members.Select(plan.PlaceOf)]);
    }

    private static bool IsWithin(RunPlan plan, int node, int loop)
    {
        var around = plan.Nodes[node].Loop;
        for (var depth = 0; around is { } place && depth < Graph.LoopBodies.Deepest; depth++)
        {
            if (place == loop)
            {
                return true;
            }

            around = plan.Nodes[place].Loop;
        }

        return false;
    }
}
