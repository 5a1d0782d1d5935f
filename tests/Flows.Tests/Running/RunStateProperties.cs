using System.Text.Json;
using CsCheck;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Running;

namespace HiveFlow.Flows.Tests.Running;

public sealed class RunStateProperties
{
    private const int Walks = 3_000;
    private static readonly string?[] Handles = [null, "a", "b", "error"];

    /// <summary>An acyclic plan whose graph order is not its topological order, what each node comes to, and a seed for the order of endings.</summary>
    private static readonly Gen<(RunPlan Plan, List<NodeOutcome> Script, uint Order)> Case =
        from size in Gen.Int[1, 14]
        from keys in Gen.Int[0, 1_000_000].Array[size]
        from edges in Gen.Select(Gen.Int[0, size - 1], Gen.Int[0, size - 1], Gen.Int[0, 3]).Array[0, size * 2]
        from reactions in Gen.Int[1, 2].Array[size]
        from pure in Gen.Bool.Array[size]
        from ends in Gen.Int[0, 3].Array[size]
        from order in Gen.UInt
        select (Plan(size, keys, edges, reactions, pure), Script(ends), order);

    [Fact]
    public void Any_order_of_endings_settles_every_node_as_the_rules_say() => Case.Sample(
        given =>
        {
            var (plan, script, order) = given;
            var reference = new ReferenceWalk(plan, script);
            var state = Walk(plan, script, order, (_, _) => { });
            Assert.True(state.IsFinished(plan));
            for (var node = 0; node < plan.Nodes.Count; node++)
            {
                Assert.Equal(reference.Of(node), state.StatusOf(node));
            }
        },
        iter: Walks);

    [Fact]
    public void No_node_starts_twice_or_before_what_leads_to_it_is_settled() => Case.Sample(
        given =>
        {
            var (plan, script, order) = given;
            var reference = new ReferenceWalk(plan, script);
            var started = new HashSet<int>();
            Walk(plan, script, order, (state, node) =>
            {
                Assert.True(started.Add(node));
                Assert.All(
                    plan.Nodes[node].Is(PlanFlags.Start) ? [] : reference.Sources(node),
                    source => Assert.True(state.StatusOf(source) >= NodeStatus.Completed));
            });
        },
        iter: Walks);

    [Fact]
    public void A_state_read_back_from_its_JSON_after_each_step_walks_the_same_way() => Case.Sample(
        given =>
        {
            var (plan, script, order) = given;
            var state = RunState.Start(plan);
            while (state.Ready(plan) is { Count: > 0 } ready)
            {
                var node = ready[(int)(order % (uint)ready.Count)];
                state.MarkRunning(plan, node);
                End(state, plan, script[node]);
                state = JsonSerializer.Deserialize<RunState>(JsonSerializer.Serialize(state))!;
            }

            var expected = Walk(plan, script, order, (_, _) => { });
            Assert.Equal(expected.Statuses, state.Statuses);
        },
        iter: Walks);

    [Fact]
    public void Activities_that_run_slices_side_by_side_come_to_the_same_end_and_run_no_node_twice() => Case.Sample(
        given =>
        {
            var (plan, script, order) = given;
            var state = RunState.Start(plan);
            var inFlight = new List<PureSlice>();
            var ran = new HashSet<int>();
            while (!state.IsFinished(plan))
            {
                foreach (var node in state.Ready(plan))
                {
                    state.MarkRunning(plan, node);
                    inFlight.Add(state.ExpandPure(plan, [node], most: 1 + (int)(order % 6)));
                }

                var at = (int)(order % (uint)inFlight.Count);
                var run = inFlight[at].Begin(plan);
                inFlight.RemoveAt(at);
                while (run.TryNext(out var node))
                {
                    Assert.True(ran.Add(node));
                    if (script[node].Failed)
                    {
                        run.Fail();
                    }
                    else
                    {
                        run.Complete(script[node].Branch);
                    }
                }

                state.Apply(plan, run.Outcomes);
            }

            Assert.Empty(inFlight);
            Assert.Equal(Walk(plan, script, order, (_, _) => { }).Statuses, state.Statuses);
        },
        iter: Walks);

    private static RunState Walk(RunPlan plan, List<NodeOutcome> script, uint order, Action<RunState, int> onStart)
    {
        var state = RunState.Start(plan);
        var running = new List<int>();
        var random = order | 1;
        while (!state.IsFinished(plan))
        {
            foreach (var node in state.Ready(plan))
            {
                onStart(state, node);
                state.MarkRunning(plan, node);
                running.Add(node);
            }

            random = (random * 1_664_525) + 1_013_904_223;
            var at = (int)(random >> 8) % running.Count;
            End(state, plan, script[running[at]]);
            running.RemoveAt(at);
        }

        return state;
    }

    private static void End(RunState state, RunPlan plan, NodeOutcome outcome) => state.Apply(plan, [outcome]);

    private static RunPlan Plan(int size, int[] keys, (int A, int B, int Handle)[] edges, int[] reactions, bool[] pure)
    {
        var forward = edges
            .Where(edge => keys[edge.A] != keys[edge.B])
            .Select(edge => keys[edge.A] < keys[edge.B] ? edge : (A: edge.B, B: edge.A, edge.Handle))
            .ToList();
        return new RunPlan([.. Enumerable.Range(0, size).Select(place => new PlanNode
        {
            Id = $"n{place}",
            Type = "set",
            Flags = (forward.Exists(edge => edge.B == place) ? PlanFlags.None : PlanFlags.Start) | (pure[place] ? PlanFlags.Pure : PlanFlags.None),
            OnError = (ErrorReaction)reactions[place],
            Edges = [.. forward.Where(edge => edge.A == place).Select(edge => new PlanEdge(edge.B, Handles[edge.Handle]))],
        })]);
    }

    private static List<NodeOutcome> Script(int[] ends) =>
        [.. ends.Select((end, node) => new NodeOutcome(node, end is 1 ? "a" : end is 2 ? "b" : null, Failed: end is 3))];
}
