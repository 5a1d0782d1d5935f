using System.Text.Json;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Flows.Running;
using HiveFlow.Flows.Validation;
using Microsoft.Extensions.Options;

namespace HiveFlow.Flows.Tests.Running;

public sealed class TargetOutputFacts
{
    private static readonly NodeTypeCatalog Catalog = new(
    [
        .. Types.Catalog.All,
        new NodeType
        {
            Name = "llm",
            Title = "llm",
            Description = "llm",
            Settings = Types.Json("{}"),
            OutputsFrom = data => data.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.Array
                ? [.. to.EnumerateArray().Select(id => FlowEdge.ToTarget + id.GetString()), "default"]
                : [],
        },
    ]);

    private const string Nodes = """
        [{"id":"l","data":{"nodeType":"llm","to":["a","b"]}},{"id":"a","data":{"nodeType":"set"}},{"id":"b","data":{"nodeType":"set"}},
         {"id":"c","data":{"nodeType":"set"}},{"id":"d","data":{"nodeType":"set"}}]
        """;

    private const string Edges = """
        [{"source":"l","target":"a","sourceHandle":"right"},{"source":"l","target":"b","data":{"isConditional":true,"conditionIndex":1}},
         {"source":"l","target":"c","sourceHandle":"default"},{"source":"l","target":"d"}]
        """;

    [Theory]
    [InlineData("target:a", "a d")]
    [InlineData("target:b", "b d")]
    [InlineData("default", "c d")]
    public void An_edge_hangs_on_the_output_that_names_its_target(string branch, string taken)
    {
        var plan = RunPlan.From(Types.Graph(Nodes, Edges), Catalog);

        Assert.Equal(taken, string.Join(' ', plan.Nodes.Skip(1).Select(node => node.Id).Where(id => plan.IsTaken(0, plan.IndexOf(id), failed: false, branch))));
    }

    [Theory]
    [InlineData(Edges, null)]
    [InlineData("""[{"source":"l","target":"a"},{"source":"l","target":"c"},{"source":"l","target":"d"}]""", "leads to b,")]
    public void An_output_that_names_a_node_to_which_no_edge_leads_is_a_fault(string edges, string? fault)
    {
        var validator = new FlowValidator(Catalog, new ExpressionEvaluator(new ExpressionLimits(), TimeProvider.System), Options.Create(new FlowsOptions()));

        var faults = validator.Validate(Types.Json(Nodes), Types.Json(edges)).Where(f => f.Kind == FaultKind.EdgeToNowhere).ToList();

        Assert.Equal(fault is null ? 0 : 1, faults.Count);
        Assert.All(faults, f => Assert.Contains(fault!, f.Message, StringComparison.Ordinal));
    }
}
