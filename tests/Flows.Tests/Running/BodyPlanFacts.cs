using System.Text.Json;
using HiveFlow.Flows.Running;

namespace HiveFlow.Flows.Tests.Running;

public sealed class BodyPlanFacts
{
    private static readonly RunPlan Plan = RunPlan.From(
        Types.Graph(
            """
            [{"id":"t","data":{"nodeType":"trigger","startNode":true}},
             {"id":"inner","data":{"nodeType":"set"}},
             {"id":"outer","data":{"nodeType":"map"}},
             {"id":"row","data":{"nodeType":"set"}},
             {"id":"cells","data":{"nodeType":"map"}},
             {"id":"after","data":{"nodeType":"set"}}]
            """,
            """
            [{"source":"t","target":"outer"},{"source":"outer","target":"row","sourceHandle":"body"},{"source":"row","target":"cells"},
             {"source":"cells","target":"inner","sourceHandle":"body"},{"source":"outer","target":"after","sourceHandle":"done"}]
            """),
        Types.Catalog);

    [Fact]
    public void The_flows_own_walk_skips_what_is_in_a_body()
    {
        var state = RunState.Start(Plan);
        state.Complete(Plan, "t");
        state.Complete(Plan, "outer");
        state.Complete(Plan, "after");

        Assert.True(state.IsFinished(Plan));
        Assert.All((string[])["row", "cells", "inner"], id => Assert.Equal(NodeStatus.Skipped, state.Status(Plan, id)));
    }

    [Fact]
    public void A_body_begins_at_its_loop_which_stands_for_the_item_and_knows_its_places_in_the_flow()
    {
        var body = Plan.BodyOf(Plan.IndexOf("outer"));

        Assert.Equal(["outer", "inner", "row", "cells"], body.Nodes.Select(node => node.Id));
        Assert.Equal([2, 1, 3, 4], body.Places);
        var state = RunState.Start(body);
        state.Complete(body, 0);
        Assert.Equal(["row"], state.ReadyIds(body));
        state.Complete(body, "row");
        state.Complete(body, "cells");
        Assert.True(state.IsFinished(body));
    }

    [Fact]
    public void A_body_within_a_body_is_the_same_however_it_is_come_by()
    {
        var around = Plan.BodyOf(2);

        var body = around.BodyOf(around.IndexOf("cells"));

        Assert.Equal(JsonSerializer.Serialize(Plan.BodyOf(Plan.IndexOf("cells"))), JsonSerializer.Serialize(body));
        Assert.Equal([4, 1], body.Places);
    }

    [Fact]
    public void Plans_with_bodies_survive_being_stored()
    {
        foreach (var plan in (RunPlan[])[Plan, Plan.BodyOf(2)])
        {
            var json = JsonSerializer.Serialize(plan);
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<RunPlan>(json)));
        }
    }

    [Fact]
    public void A_plan_without_loops_is_stored_as_it_always_was() =>
        Assert.Equal(
            """{"n":[{"i":"t","k":"set","f":8,"e":[{"t":1}]},{"i":"a","k":"set","e":[]}]}""",
            JsonSerializer.Serialize(Plans.Of("t>a")));
}
