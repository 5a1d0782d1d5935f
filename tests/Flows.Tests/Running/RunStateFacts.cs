using System.Text.Json;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Running;

namespace HiveFlow.Flows.Tests.Running;

public sealed class RunStateFacts
{
    [Fact]
    public void A_sequence_runs_one_node_after_the_other()
    {
        var plan = Plans.Of("a>b b>c");
        var state = RunState.Start(plan);

        foreach (var id in new[] { "a", "b", "c" })
        {
            Assert.Equal([id], state.ReadyIds(plan));
            state.Complete(plan, id);
        }

        Assert.True(state.IsFinished(plan));
        Assert.False(state.IsFailed(plan));
    }

    [Fact]
    public void Branches_are_ready_together_in_graph_order_and_their_join_waits_for_both()
    {
        var plan = Plans.Of("a>b a>c c>d b>d");
        var state = RunState.Start(plan);
        state.Complete(plan, "a");

        Assert.Equal(["b", "c"], state.ReadyIds(plan));
        state.Complete(plan, "c");
        Assert.Equal(["b"], state.ReadyIds(plan));
        state.Complete(plan, "b");
        Assert.Equal(["d"], state.ReadyIds(plan));
    }

    [Fact]
    public void An_untaken_branch_is_skipped_to_its_join_and_the_join_runs()
    {
        var plan = Plans.Of("if>yes:true if>no:false no>after yes>join after>join");
        var state = RunState.Start(plan);
        state.Complete(plan, "if", "true");

        Assert.Equal(NodeStatus.Skipped, state.Status(plan, "no"));
        Assert.Equal(NodeStatus.Skipped, state.Status(plan, "after"));
        state.Complete(plan, "yes");
        Assert.Equal(["join"], state.ReadyIds(plan));
    }

    [Fact]
    public void A_join_that_nothing_comes_to_is_skipped()
    {
        var plan = Plans.Of("if>a:true if>b:true a>join b>join if>c:false");
        var state = RunState.Start(plan);
        state.Complete(plan, "if", "false");

        Assert.Equal(NodeStatus.Skipped, state.Status(plan, "join"));
        Assert.Equal(["c"], state.ReadyIds(plan));
    }

    [Fact]
    public void An_edge_without_a_handle_is_taken_whatever_the_branch()
    {
        var plan = Plans.Of("if>a:true if>log");
        var state = RunState.Start(plan);
        state.Complete(plan, "if", "false");

        Assert.Equal(["log"], state.ReadyIds(plan));
    }

    [Fact]
    public void No_branch_takes_every_edge_but_the_error_edge()
    {
        var plan = Plans.Of("if>a:true if>b:false if>c if>d:error");
        var state = RunState.Start(plan);
        state.Complete(plan, "if");

        Assert.Equal(["a", "b", "c"], state.ReadyIds(plan));
        Assert.Equal(NodeStatus.Skipped, state.Status(plan, "d"));
    }

    [Fact]
    public void A_failure_that_stops_skips_what_has_not_started_and_lets_the_rest_end()
    {
        var plan = Plans.Of("a>b a>c a>d b>e c>e");
        var state = RunState.Start(plan);
        state.Complete(plan, "a");
        state.MarkRunning(plan, plan.IndexOf("b"));
        state.Fail(plan, "c");

        Assert.True(state.IsFailed(plan));
        Assert.Equal(plan.IndexOf("c"), state.FailedNode(plan));
        Assert.Empty(state.ReadyIds(plan));
        Assert.False(state.IsFinished(plan));
        Assert.Equal(1, state.InFlight(plan));
        state.Complete(plan, plan.IndexOf("b"));
        Assert.True(state.IsFinished(plan));
        Assert.Equal(NodeStatus.Skipped, state.Status(plan, "e"));
    }

    [Fact]
    public void A_failure_that_continues_takes_the_edges_without_a_handle()
    {
        var plan = Plans.Of("a>b a>c:error a>d:true", ("a", Plans.Reacts(ErrorReaction.Continue)));
        var state = RunState.Start(plan);
        state.Fail(plan, "a");

        Assert.False(state.IsFailed(plan));
        Assert.Equal(["b"], state.ReadyIds(plan));
    }

    [Fact]
    public void A_failure_that_routes_takes_the_error_edge_alone()
    {
        var plan = Plans.Of("a>b a>c:error", ("a", Plans.Reacts(ErrorReaction.Route)));
        var state = RunState.Start(plan);
        state.Fail(plan, "a");

        Assert.Equal(["c"], state.ReadyIds(plan));
        Assert.Equal(NodeStatus.Skipped, state.Status(plan, "b"));
    }

    [Fact]
    public void A_run_of_one_trigger_skips_the_others()
    {
        static PlanNode Trigger(PlanNode node) => node with { Flags = node.Flags | PlanFlags.Trigger };
        var plan = Plans.Of("hook>a timer>b a>join b>join", ("hook", Trigger), ("timer", Trigger));
        var state = RunState.Start(plan, "hook");

        Assert.Equal(["hook"], state.ReadyIds(plan));
        Assert.Equal(NodeStatus.Skipped, state.Status(plan, "b"));
        state.Complete(plan, "hook");
        state.Complete(plan, "a");
        Assert.Equal(["join"], state.ReadyIds(plan));
    }

    [Fact]
    public void A_node_starts_once()
    {
        var plan = Plans.Of("a>b");
        var state = RunState.Start(plan);
        state.MarkRunning(plan, 0);

        Assert.Throws<InvalidOperationException>(() => state.MarkRunning(plan, 0));
        Assert.Throws<InvalidOperationException>(() => state.MarkRunning(plan, 1));
    }

    [Fact]
    public void Attempts_count_the_tries_begun()
    {
        var plan = Plans.Of("a");
        var state = RunState.Start(plan);
        Assert.Equal(0, state.AttemptOf(0));
        state.MarkRunning(plan, 0);
        Assert.Equal(1, state.AttemptOf(0));
        state.MarkWaiting(plan, 0);
        state.MarkRetrying(plan, 0);
        Assert.Equal(2, state.AttemptOf(0));
        state.Complete(plan, 0);
        Assert.Equal(2, state.AttemptOf(0));
    }

    [Fact]
    public void A_state_goes_on_after_being_serialized_in_the_middle()
    {
        var plan = Plans.Of("if>a:true if>b:false a>join b>join");
        var state = RunState.Start(plan);
        state.Complete(plan, "if", "true");
        state.MarkRunning(plan, plan.IndexOf("a"));

        var json = JsonSerializer.Serialize(state);
        var again = JsonSerializer.Deserialize<RunState>(json)!;

        Assert.Equal("""{"s":"cwsp","b":{"0":"true"}}""", json);
        again.Complete(plan, plan.IndexOf("a"));
        Assert.Equal(["join"], again.ReadyIds(plan));
    }

    [Fact]
    public void A_state_of_another_plan_is_refused()
    {
        var state = RunState.Start(Plans.Of("a>b"));
        var copy = JsonSerializer.Deserialize<RunState>(JsonSerializer.Serialize(state))!;

        Assert.Throws<ArgumentException>(() => copy.Ready(Plans.Of("a>b b>c")));
    }

    [Fact]
    public void A_sequence_of_ten_thousand_nodes_costs_its_own_work_and_no_more()
    {
        const int length = 10_000;
        var plan = new RunPlan([.. Enumerable.Range(0, length).Select(place => new PlanNode
        {
            Id = $"n{place}",
            Type = "set",
            Flags = place == 0 ? PlanFlags.Start : PlanFlags.None,
            Edges = place == length - 1 ? [] : [new PlanEdge(place + 1)],
        })]);
        var state = RunState.Start(plan);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var place = 0; place < length; place++)
        {
            Assert.Equal(place, Assert.Single(state.Ready(plan)));
            state.MarkRunning(plan, place);
            state.Complete(plan, place);
        }

        // Quadratic work would allocate gigabytes here; time is not a thing a test can rely on.
        Assert.True(state.IsFinished(plan));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000L * length);
    }
}
