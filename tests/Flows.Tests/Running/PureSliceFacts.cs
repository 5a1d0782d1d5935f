using System.Text.Json;
using HiveFlow.Flows.Running;

namespace HiveFlow.Flows.Tests.Running;

public sealed class PureSliceFacts
{
    [Fact]
    public void A_chain_of_pure_nodes_is_one_slice()
    {
        var plan = Plans.Of("a>b b>c", ("a", Plans.Pure), ("b", Plans.Pure), ("c", Plans.Pure));
        var slice = RunState.Start(plan).ExpandPure(plan, [0]);

        Assert.Equal([0, 1, 2], slice.Nodes);
        Assert.Equal("""{"n":[0,1,2],"s":1,"t":[]}""", JsonSerializer.Serialize(slice));
    }

    [Fact]
    public void A_slice_ends_before_a_node_with_an_effect_and_before_a_checkpoint()
    {
        var plan = Plans.Of(
            "a>b a>c c>d",
            ("a", Plans.Pure),
            ("c", node => Plans.Pure(node) with { Flags = PlanFlags.Pure | PlanFlags.Checkpoint }),
            ("d", Plans.Pure));
        var slice = RunState.Start(plan).ExpandPure(plan, [0]);

        Assert.Equal([0], slice.Nodes);
    }

    [Fact]
    public void A_node_with_an_effect_takes_the_pure_nodes_after_it_along()
    {
        var plan = Plans.Of("http>set set>code", ("set", Plans.Pure));
        var slice = RunState.Start(plan).ExpandPure(plan, [0]);

        Assert.Equal([0, 1], slice.Nodes);
    }

    [Fact]
    public void A_join_that_waits_for_another_branch_is_not_in_the_slice()
    {
        var plan = Plans.Of("a>join b>join join>end", ("a", Plans.Pure), ("join", Plans.Pure), ("end", Plans.Pure));
        var state = RunState.Start(plan);
        Assert.Equal([0], state.ExpandPure(plan, [0]).Nodes);

        state.Complete(plan, "b");
        var slice = state.ExpandPure(plan, [0]);
        Assert.Equal(["a", "join", "end"], slice.Nodes.Select(place => plan.Nodes[place].Id));
        Assert.Equal([plan.IndexOf("join")], slice.Taken);
    }

    [Fact]
    public void A_join_that_another_branch_already_reached_runs_though_its_edge_in_the_slice_is_untaken()
    {
        var plan = Plans.Of("if>join:true other>join", ("if", Plans.Pure), ("join", Plans.Pure));
        var state = RunState.Start(plan);
        state.Complete(plan, "other");
        var run = state.ExpandPure(plan, [plan.IndexOf("if")]).Begin(plan);

        Assert.True(run.TryNext(out _));
        run.Complete("false");
        Assert.True(run.TryNext(out var next));
        Assert.Equal("join", plan.Nodes[next].Id);
    }

    [Fact]
    public void A_failure_that_stops_ends_the_slice()
    {
        var plan = Plans.Of("a>b c", ("a", Plans.Pure), ("b", Plans.Pure), ("c", Plans.Pure));
        var state = RunState.Start(plan);
        var run = state.ExpandPure(plan, state.Ready(plan)).Begin(plan);
        Assert.True(run.TryNext(out _));
        run.Fail();

        Assert.False(run.TryNext(out _));
        state.Apply(plan, run.Outcomes);
        Assert.True(state.IsFailed(plan));
        Assert.Equal("fss", state.Statuses);
    }

    [Fact]
    public void A_suspended_node_leaves_no_outcome_and_starts_nothing()
    {
        var plan = Plans.Of("a>b", ("b", Plans.Pure));
        var run = RunState.Start(plan).ExpandPure(plan, [0]).Begin(plan);
        Assert.True(run.TryNext(out _));
        run.Suspend();

        Assert.False(run.TryNext(out _));
        Assert.Empty(run.Outcomes);
    }

    [Fact]
    public void What_an_activity_did_after_another_branch_stopped_the_run_leads_nowhere()
    {
        var plan = Plans.Of("a>b c", ("b", Plans.Pure));
        var state = RunState.Start(plan);
        state.MarkRunning(plan, plan.IndexOf("a"));
        var run = state.ExpandPure(plan, [plan.IndexOf("a")]).Begin(plan);
        state.Fail(plan, "c");
        while (run.TryNext(out _))
        {
            run.Complete(null);
        }

        state.Apply(plan, run.Outcomes);
        Assert.Equal(NodeStatus.Completed, state.Status(plan, "a"));
        Assert.Equal(NodeStatus.Skipped, state.Status(plan, "b"));
        Assert.True(state.IsFinished(plan));
    }
}
