using System.Text.Json;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Running;

namespace HiveFlow.Flows.Tests.Running;

public sealed class RunPlanFacts
{
    private static RunPlan Plan(string nodes, string edges = "[]") => RunPlan.From(Types.Graph(nodes, edges), Types.Catalog);

    [Fact]
    public void A_plan_holds_what_a_run_needs_of_each_node()
    {
        var plan = Plan(
            """
            [{"id":"t","data":{"nodeType":"trigger"}},
             {"id":"h","data":{"nodeType":"http","timeout":"5s","onError":"continue","checkpoint":true,"retry":{"maxAttempts":3,"backoff":"250ms","maxDelay":2}}}]
            """,
            """[{"source":"t","target":"h"}]""");

        Assert.Equal(PlanFlags.Start | PlanFlags.Trigger | PlanFlags.Pure, plan.Nodes[0].Flags);
        var http = plan.Nodes[1];
        Assert.Equal(PlanFlags.Checkpoint, http.Flags);
        Assert.Equal(TimeSpan.FromSeconds(5), http.Timeout);
        Assert.Equal(ErrorReaction.Continue, http.OnError);
        Assert.Equal(new RetryPolicy(3, 250, 2_000), http.Retry);
        Assert.Equal([new PlanEdge(1)], plan.Nodes[0].Edges);
    }

    [Fact]
    public void A_timeout_that_is_not_said_is_the_types()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), Plan("""[{"id":"h","data":{"nodeType":"http"}}]""").Nodes[0].Timeout);
        Assert.Equal(TimeSpan.FromSeconds(60), Plan("""[{"id":"s","data":{"nodeType":"set"}}]""").Nodes[0].Timeout);
    }

    [Fact]
    public void Retry_waits_double_up_to_the_longest()
    {
        var retry = new RetryPolicy(20, 1_000, 5_000);

        Assert.Equal([1_000, 2_000, 4_000, 5_000, 5_000], Enumerable.Range(1, 5).Select(n => (long)retry.DelayAfter(n).TotalMilliseconds));
        Assert.True(retry.AllowsAfter(19));
        Assert.False(retry.AllowsAfter(20));
    }

    [Fact]
    public void Nodes_that_say_so_are_the_only_starts_besides_free_triggers()
    {
        var plan = Plan(
            """
            [{"id":"a","data":{"nodeType":"set"}},{"id":"b","data":{"nodeType":"set","startNode":true}},{"id":"t","data":{"nodeType":"trigger"}}]
            """);

        Assert.Equal(["b", "t"], plan.Nodes.Where(node => node.Is(PlanFlags.Start)).Select(node => node.Id));
    }

    [Fact]
    public void A_condition_index_hangs_an_edge_on_the_output_of_that_number()
    {
        var plan = Plan(
            """[{"id":"c","data":{"nodeType":"condition"}},{"id":"a","data":{"nodeType":"set"}},{"id":"b","data":{"nodeType":"set"}}]""",
            """
            [{"source":"c","target":"a","data":{"isConditional":true,"conditionIndex":1}},{"source":"c","target":"b","sourceHandle":"true"}]
            """);

        Assert.Equal([new PlanEdge(1, "false"), new PlanEdge(2, "true")], plan.Nodes[0].Edges);
    }

    [Fact]
    public void Handles_of_a_type_without_outputs_are_the_drawings_business_but_the_error_edge()
    {
        var plan = Plan(
            """[{"id":"s","data":{"nodeType":"http"}},{"id":"a","data":{"nodeType":"set"}}]""",
            """[{"source":"s","target":"a","sourceHandle":"right"},{"source":"s","target":"a","sourceHandle":"error"}]""");

        Assert.Equal([new PlanEdge(1), new PlanEdge(1, "error")], plan.Nodes[0].Edges);
        Assert.Equal(ErrorReaction.Route, plan.Nodes[0].OnError);
    }

    [Fact]
    public void What_cannot_run_keeps_its_reason_and_its_place()
    {
        var plan = Plan(
            """
            [{"id":"x","data":{"nodeType":"hiveapp"}},{"id":"y","data":{"nodeType":"set","retry":{"maxAttempts":0}}},{"id":"z"},
             {"id":"e","data":{"nodeType":"set"}},{"id":"e","data":{"nodeType":"set"}},7]
            """,
            """[{"source":"y","target":"nowhere"}]""");

        Assert.Equal(["x", "y", "z", "e", "nodes[5]"], plan.Nodes.Select(node => node.Id));
        Assert.Contains("hiveapp", plan.Nodes[0].Fault!, StringComparison.Ordinal);
        Assert.Contains("retry.maxAttempts", plan.Nodes[1].Fault!, StringComparison.Ordinal);
        Assert.Contains("data", plan.Nodes[2].Fault!, StringComparison.Ordinal);
        Assert.Contains("Two nodes", plan.Nodes[3].Fault!, StringComparison.Ordinal);
        Assert.Contains("must be an object", plan.Nodes[4].Fault!, StringComparison.Ordinal);

        // A run of it begins, and fails, there alone.
        Assert.Equal([4], RunState.Start(plan).Ready(plan));
    }

    [Fact]
    public void A_cycle_is_cut_and_named_so_that_its_run_ends()
    {
        var plan = Plan(
            """
            [{"id":"a","data":{"nodeType":"set"}},{"id":"b","data":{"nodeType":"set"}},{"id":"c","data":{"nodeType":"set"}},{"id":"d","data":{"nodeType":"set"}}]
            """,
            """[{"source":"a","target":"b"},{"source":"b","target":"c"},{"source":"c","target":"b"},{"source":"d","target":"d"}]""");

        Assert.Equal([false, true, true, true], plan.Nodes.Select(node => node.Fault is not null));
        var state = RunState.Start(plan);
        while (state.Ready(plan) is [var first, ..])
        {
            state.Complete(plan, first);
        }

        Assert.True(state.IsFinished(plan));
    }

    [Fact]
    public void A_plan_of_five_hundred_nodes_is_small_and_comes_back_from_JSON()
    {
        var nodes = Enumerable.Range(0, 500).Select(n => new
        {
            id = $"node_1712345678901_{n:000}",
            data = new { nodeType = "http", retry = new { maxAttempts = 3 } },
        });
        var edges = Enumerable.Range(0, 499).Select(n => new { source = $"node_1712345678901_{n:000}", target = $"node_1712345678901_{n + 1:000}" });
        var plan = Plan(JsonSerializer.Serialize(nodes), JsonSerializer.Serialize(edges));

        var json = JsonSerializer.Serialize(plan);
        var again = JsonSerializer.Deserialize<RunPlan>(json)!;

        Assert.InRange(json.Length, 1, 60_000);
        Assert.Equal(json, JsonSerializer.Serialize(again));
        Assert.Equal(499, again.IndexOf("node_1712345678901_499"));
        Assert.Equal(-1, again.IndexOf("node"));
    }

    [Fact]
    public void Ids_that_are_names_of_object_members_elsewhere_are_ordinary_ids()
    {
        var plan = Plan(
            """[{"id":"__proto__","data":{"nodeType":"set"}},{"id":"constructor","data":{"nodeType":"set"}}]""",
            """[{"source":"__proto__","target":"constructor"}]""");

        Assert.Equal([new PlanEdge(1)], plan.Nodes[0].Edges);
        Assert.Equal(1, plan.IndexOf("constructor"));
    }
}
