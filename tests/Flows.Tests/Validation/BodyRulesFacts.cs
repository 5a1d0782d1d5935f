using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Validation;
using Microsoft.Extensions.Options;

namespace HiveFlow.Flows.Tests.Validation;

public sealed class BodyRulesFacts
{
    private static readonly FlowValidator Validator = new(
        Types.Catalog, new ExpressionEvaluator(new ExpressionLimits(), TimeProvider.System), Options.Create(new FlowsOptions()));

    [Fact]
    public void A_loop_with_a_body_and_a_way_on_has_no_fault() => Assert.Empty(Faults("t>map:m m:body>set:a a>set:b m:done>set:c"));

    [Theory]
    [InlineData("t>map:m", "nodes[1]")]
    [InlineData("t>map:m m:done>set:a", "nodes[1]")]
    [InlineData("t>map:m m>set:a", "nodes[1]")]
    public void A_loop_without_a_body_is_named(string flow, string field) => Assert.Equal(field, Only(flow).Field);

    [Theory]
    [InlineData("t>map:m m:body>set:a a>set:c m:done>c", "edges[2].target")]
    [InlineData("t>map:m m:body>set:a t>set:b a>b", "edges[3].target")]
    [InlineData("t>map:m m:body>set:a t>a m:body>set:b", "edges[1].target")]
    [InlineData("t>map:m m:body>map:n n:body>set:a n:done>set:b a>b", "edges[4].target")]
    public void An_edge_that_leaves_a_body_is_named(string flow, string field) => Assert.Equal(field, Only(flow).Field);

    [Fact]
    public void Each_of_two_bodies_that_meet_leaves_itself() =>
        Assert.Equal(["edges[4].target", "edges[5].target"], Faults("t>map:m t>map:n m:body>set:a n:body>set:b a>set:c b>c").Select(fault => fault.Field));

    [Fact]
    public void A_way_back_to_the_loop_is_a_cycle() =>
        Assert.All(Faults("t>map:m m:body>set:a a>m").Where(fault => fault.NodeId is "m" or "a"), fault =>
            Assert.Contains(fault.Kind, (FaultKind[])[FaultKind.Cycle, FaultKind.LoopBody]));

    [Fact]
    public void Loops_nested_too_deep_are_named_from_the_first_too_deep_one()
    {
        var flow = "t>map:l0 " + string.Join(' ', Enumerable.Range(1, 5).Select(n => $"l{n - 1}:body>map:l{n}")) + " l5:body>set:a";

        Assert.Equal(["l4", "l5"], Faults(flow).Select(fault => fault.NodeId));
    }

    [Fact]
    public void A_node_that_means_the_whole_run_cannot_be_in_a_body() => Assert.Equal("r", Only("t>map:m m:body>respond:r").NodeId);

    [Fact]
    public void A_thousand_loops_within_each_other_are_looked_at_in_no_time()
    {
        var flow = "t>map:l0 " + string.Join(' ', Enumerable.Range(1, 200).Select(n => $"l{n - 1}:body>map:l{n}")) + " l200:body>set:a";

        Assert.NotEmpty(Faults(flow));
    }

    private static FlowFault Only(string flow)
    {
        var fault = Assert.Single(Faults(flow));
        Assert.Equal(FaultKind.LoopBody, fault.Kind);
        return fault;
    }

    /// <summary>Edges as <c>a>type:b</c>; a handle stands before the arrow as in <c>m:body>a</c>.</summary>
    private static IReadOnlyList<FlowFault> Faults(string flow)
    {
        List<string> nodes = ["""{"id":"t","data":{"nodeType":"trigger","startNode":true}}"""];
        List<string> edges = [];
        foreach (var edge in flow.Split(' '))
        {
            var (source, target) = (edge.Split('>')[0].Split(':'), edge.Split('>')[1].Split(':'));
            if (target.Length == 2)
            {
                nodes.Add($$$"""{"id":"{{{target[1]}}}","data":{"nodeType":"{{{target[0]}}}"}}""");
            }

            var handle = source.Length == 2 ? $",\"sourceHandle\":\"{source[1]}\"" : string.Empty;
            edges.Add($"{{\"source\":\"{source[0]}\",\"target\":\"{target[^1]}\"{handle}}}");
        }

        return Validator.Validate(Types.Json($"[{string.Join(',', nodes)}]"), Types.Json($"[{string.Join(',', edges)}]"));
    }
}
