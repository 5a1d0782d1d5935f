using System.Text.Json;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Validation;
using Microsoft.Extensions.Options;

namespace HiveFlow.Flows.Tests.Validation;

public sealed class FlowValidatorFacts
{
    private const string Sound = """
        [{"id":"t","type":"custom","position":{"x":0,"y":0},"data":{"nodeType":"trigger","startNode":true,"triggerType":"manual"}},
         {"id":"c","data":{"nodeType":"condition","condition":"{{ inputs.n > 1 }}"}},
         {"id":"h","data":{"nodeType":"http","url":"{{ trigger.url }}","method":"{{ inputs.method }}","headers":"{{ inputs.headers }}","onError":"route"}},
         {"id":"s","data":{"nodeType":"set","value":"{{ nodes.h.output.status }}"}}]
        """;

    private const string SoundEdges = """
        [{"id":"1","source":"t","target":"c"},{"source":"c","target":"h","sourceHandle":"true"},{"source":"h","target":"s"},
         {"source":"h","target":"s","sourceHandle":"error"},{"source":"c","target":"s","data":{"isConditional":true,"conditionIndex":1}}]
        """;

    private static readonly FlowValidator Validator = new(
        Types.Catalog,
        new ExpressionEvaluator(new ExpressionLimits(), TimeProvider.System),
        Options.Create(new FlowsOptions { MaxNodes = 10, MaxEdges = 20 }));

    private static IReadOnlyList<FlowFault> Faults(string nodes, string edges = "[]") => Validator.Validate(Types.Json(nodes), Types.Json(edges));

    private static FlowFault Only(string nodes, string edges = "[]") => Assert.Single(Faults(nodes, edges));

    [Fact]
    public void A_sound_flow_has_no_fault() => Assert.Empty(Faults(Sound, SoundEdges));

    [Fact]
    public void An_empty_flow_has_nothing_to_start() => Assert.Equal(FaultKind.NoStart, Only("[]").Kind);

    [Theory]
    [InlineData("""[{"id":"a","data":{"nodeType":"hiveapp"}}]""", FaultKind.UnknownType, "nodes[0].data.nodeType")]
    [InlineData("""[{"id":"a","data":{}}]""", FaultKind.UnknownType, "nodes[0].data.nodeType")]
    [InlineData("""[{"id":"a"}]""", FaultKind.Malformed, "nodes[0].data")]
    [InlineData("""[{"data":{"nodeType":"set"}}]""", FaultKind.InvalidId, "nodes[0].id")]
    [InlineData("""[{"id":"a\nb","data":{"nodeType":"set"}}]""", FaultKind.InvalidId, "nodes[0].id")]
    [InlineData("""[{"id":"a\u202eb","data":{"nodeType":"set"}}]""", FaultKind.InvalidId, "nodes[0].id")]
    [InlineData("""[{"id":"a","data":{"nodeType":"http"}}]""", FaultKind.MissingSetting, "nodes[0].data.url")]
    [InlineData("""[{"id":"a","data":{"nodeType":"http","url":5}}]""", FaultKind.InvalidSetting, "nodes[0].data.url")]
    [InlineData("""[{"id":"a","data":{"nodeType":"http","url":"x","method":"get"}}]""", FaultKind.InvalidSetting, "nodes[0].data.method")]
    [InlineData("""[{"id":"a","data":{"nodeType":"http","url":"x","headers":{"a/b":7}}}]""", FaultKind.InvalidSetting, "nodes[0].data.headers.a/b")]
    [InlineData("""[{"id":"a","data":{"nodeType":"http","url":"{{ 1 + }}"}}]""", FaultKind.InvalidExpression, "nodes[0].data.url")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","x":{"y":["{{ nope }}"]}}}]""", FaultKind.InvalidExpression, "nodes[0].data.x.y[0]")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","x":"{{ nodes.b.output }}"}}]""", FaultKind.InvalidExpression, "nodes[0].data")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","timeout":"2 days"}}]""", FaultKind.InvalidPolicy, "nodes[0].data.timeout")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","timeout":0.5}}]""", FaultKind.InvalidPolicy, "nodes[0].data.timeout")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","retry":{"maxAttempts":21}}}]""", FaultKind.InvalidPolicy, "nodes[0].data.retry.maxAttempts")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","retry":3}}]""", FaultKind.InvalidPolicy, "nodes[0].data.retry")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","retry":{"maxAttempts":2,"backoff":-1}}}]""", FaultKind.InvalidPolicy, "nodes[0].data.retry.backoff")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","onError":"ignore"}}]""", FaultKind.InvalidPolicy, "nodes[0].data.onError")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","onError":"route"}}]""", FaultKind.InvalidPolicy, "nodes[0].data.onError")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set","checkpoint":"yes"}}]""", FaultKind.InvalidPolicy, "nodes[0].data.checkpoint")]
    [InlineData("""[{"id":"a","data":{"nodeType":"set"}},5]""", FaultKind.Malformed, "nodes[1]")]
    public void A_fault_of_a_node_is_named_with_its_field(string nodes, FaultKind kind, string field)
    {
        var fault = Only(nodes);
        Assert.Equal((kind, field), (fault.Kind, fault.Field));
        Assert.NotEmpty(fault.Message);
    }

    [Theory]
    [InlineData("""[{"id":"e","source":"a","target":"x"}]""", FaultKind.EdgeToNowhere, "edges[0].target", "e")]
    [InlineData("""[{"source":"x","target":"a"}]""", FaultKind.EdgeToNowhere, "edges[0].source", null)]
    [InlineData("""[{"source":"c","target":"a","sourceHandle":"maybe"}]""", FaultKind.UnknownHandle, "edges[0].sourceHandle", null)]
    [InlineData("""[{"source":"c","target":"a","data":{"isConditional":true,"conditionIndex":2}}]""", FaultKind.UnknownHandle, "edges[0].data.conditionIndex", null)]
    [InlineData("""[{"source":"s","target":"a","sourceHandle":"error"}]""", FaultKind.InvalidPolicy, "edges[0].sourceHandle", null)]
    [InlineData("""[{"id":"e","source":"a","target":"c"},{"id":"e","source":"a","target":"s"}]""", FaultKind.DuplicateId, "edges[1].id", "e")]
    [InlineData("""["x"]""", FaultKind.Malformed, "edges[0]", null)]
    public void A_fault_of_an_edge_is_named_with_its_field(string edges, FaultKind kind, string field, string? id)
    {
        const string nodes = """
            [{"id":"a","data":{"nodeType":"set"}},{"id":"c","data":{"nodeType":"condition"}},{"id":"s","data":{"nodeType":"set","onError":"stop"}}]
            """;
        var fault = Only(nodes, edges);
        Assert.Equal((kind, field, id), (fault.Kind, fault.Field, fault.EdgeId));
    }

    [Fact]
    public void Each_node_of_a_cycle_and_each_that_no_run_reaches_is_named()
    {
        const string nodes = """
            [{"id":"a","data":{"nodeType":"set"}},{"id":"b","data":{"nodeType":"set"}},{"id":"c","data":{"nodeType":"set"}},
             {"id":"x","data":{"nodeType":"set"}},{"id":"y","data":{"nodeType":"set"}}]
            """;
        var faults = Faults(nodes, """[{"source":"a","target":"b"},{"source":"b","target":"c"},{"source":"c","target":"b"},{"source":"x","target":"y"},{"source":"y","target":"x"}]""");

        Assert.Equal(["b", "c", "x", "y"], faults.Where(fault => fault.Kind == FaultKind.Cycle).Select(fault => fault.NodeId));
        Assert.Equal(["x", "y"], faults.Where(fault => fault.Kind == FaultKind.Unreachable).Select(fault => fault.NodeId));
    }

    [Fact]
    public void Where_every_node_has_a_predecessor_no_run_can_start()
    {
        var faults = Faults("""[{"id":"a","data":{"nodeType":"set"}}]""", """[{"source":"a","target":"a"}]""");
        Assert.Equal([FaultKind.NoStart, FaultKind.Cycle], faults.Select(fault => fault.Kind));
    }

    [Fact]
    public void Nodes_before_a_declared_start_are_unreachable() => Assert.Equal(
        (FaultKind.Unreachable, "a"),
        Only("""[{"id":"a","data":{"nodeType":"set"}},{"id":"b","data":{"nodeType":"set","startNode":true}}]""") is var fault ? (fault.Kind, fault.NodeId) : default);

    [Fact]
    public void Duplicate_nodes_are_named_by_place() => Assert.Equal(
        "nodes[1].id", Only("""[{"id":"a","data":{"nodeType":"set"}},{"id":"a","data":{"nodeType":"set"}}]""").Field);

    [Fact]
    public void All_faults_are_listed_at_once()
    {
        var faults = Faults("""[{"id":"a","data":{"nodeType":"http","method":"x","headers":[],"retry":1,"z":"{{"}},{"id":"b","data":{"nodeType":"nope"}}]""");
        Assert.Equal(
            [FaultKind.InvalidExpression, FaultKind.InvalidPolicy, FaultKind.InvalidSetting, FaultKind.InvalidSetting, FaultKind.MissingSetting, FaultKind.UnknownType],
            faults.Select(fault => fault.Kind).Order(Comparer<FaultKind>.Create((x, y) => string.CompareOrdinal(x.ToString(), y.ToString()))));
    }

    [Fact]
    public void More_nodes_or_edges_than_allowed_are_one_fault_each()
    {
        var nodes = JsonSerializer.Serialize(Enumerable.Range(0, 11).Select(n => new { id = $"{n}" }));
        var edges = JsonSerializer.Serialize(Enumerable.Range(0, 21).Select(n => new { id = $"{n}" }));
        Assert.Equal([(FaultKind.TooMany, "nodes"), (FaultKind.TooMany, "edges")], Faults(nodes, edges).Select(fault => (fault.Kind, fault.Field)));
    }

    [Fact]
    public void Program_text_is_no_template_and_is_held_to_its_schema()
    {
        Assert.Empty(Faults("""[{"id":"a","data":{"nodeType":"code","code":"x = {{ not an expression"}}]"""));
        Assert.Equal(FaultKind.InvalidSetting, Only("""[{"id":"a","data":{"nodeType":"code","code":["{{ x }}"]}}]""").Kind);
    }

    [Fact]
    public void A_text_with_an_expression_in_it_fits_any_type() =>
        Assert.Empty(Faults("""[{"id":"a","data":{"nodeType":"http","url":"x","retries":"{{ inputs.n }}","headers":{"a":"b{{ inputs.n }}"},"method":"{{ inputs.m }}"}}]"""));

    [Fact]
    public void One_nodes_faults_are_its_own_and_its_edges()
    {
        var graph = Types.Graph(
            """[{"id":"a","data":{"nodeType":"http"}},{"id":"b","data":{"nodeType":"http"}}]""",
            """[{"source":"a","target":"x"},{"source":"b","target":"y"}]""");
        Assert.Equal(["nodes[0].data.url", "edges[0].target"], Validator.ValidateNode(graph, "a").Select(fault => fault.Field));
    }

    [Fact]
    public void Names_of_object_members_are_ordinary_ids() => Assert.Empty(Faults(
        """[{"id":"__proto__","data":{"nodeType":"set"}},{"id":"constructor","data":{"nodeType":"set","x":"{{ nodes.__proto__.output }}"}}]""",
        """[{"source":"__proto__","target":"constructor"}]"""));

    [Fact]
    public void Any_JSON_at_all_is_validated_without_an_exception()
    {
        foreach (var text in new[] { "null", "5", "{}", "[[]]", "[null]", """[{"id":5,"data":[]}]""", """[{"id":{},"data":{"nodeType":5}}]""" })
        {
            Assert.NotEmpty(Faults(text, text));
        }
    }
}
