using HiveFlow.Flows.Graph;

namespace HiveFlow.Flows.Tests.Graph;

public sealed class FlowGraphFacts
{
    [Fact]
    public void A_node_and_an_edge_as_public_clients_write_them_are_read()
    {
        var graph = Types.Graph(
            """
            [{"id":"t","type":"custom","position":{"x":1,"y":2},"data":{"nodeType":"trigger","startNode":true,"triggerType":"schedule","intervalValue":"5"}},
             {"id":"l","type":"custom","data":{"nodeType":"llm","agentName":"a","webhookConfig":{"timeout":30},"conditions":[],"startNode":false}}]
            """,
            """[{"id":"e","source":"t","target":"l","sourceHandle":null,"type":"smoothstep","data":{"isConditional":false,"conditionIndex":null}}]""");

        Assert.Empty(graph.Faults);
        Assert.Equal([("t", "trigger", true), ("l", "llm", false)], graph.Nodes.Select(node => (node.Id, node.NodeType, node.IsStart)));
        Assert.All(graph.Nodes, node => Assert.Same(NodePolicy.Default, node.Policy));
        Assert.Equal(new FlowEdge(0, "e", "t", "l", null, null, false, null), Assert.Single(graph.Edges));
        Assert.Equal("nodes[1]", graph.Find("l")!.Path);
        Assert.Null(graph.Find("x"));
    }

    [Fact]
    public void An_edge_without_type_or_id_is_an_edge() =>
        Assert.Equal(("a", "b", null), Types.Graph("[]", """[{"source":"a","target":"b"}]""").Edges.Select(e => (e.Source, e.Target, e.Id)).Single());

    [Theory]
    [InlineData("true", null, "error", "error")]
    [InlineData("x", null, "x", "x")]
    [InlineData(null, 1, null, "false")]
    [InlineData("true", 1, "true", "true")]
    [InlineData(null, 7, null, null)]
    public void The_output_an_edge_hangs_on_is_its_handle_or_the_one_of_its_number(string? handle, int? index, string? said, string? output)
    {
        var edge = new FlowEdge(0, null, "a", "b", said == "error" ? "error" : handle, null, index is not null, index);
        Assert.Equal(output, edge.HandleAmong(["true", "false"]));
    }

    [Fact]
    public void Edges_of_a_node_without_outputs_are_all_alike_but_the_error_edge()
    {
        Assert.Null(new FlowEdge(0, null, "a", "b", "right", null, true, 3).HandleAmong([]));
        Assert.Equal("error", new FlowEdge(0, null, "a", "b", "error", null, false, null).HandleAmong([]));
    }
}
