using System.Text.Json;
using HiveFlow.Flows.Graph;
using Json.Schema;

namespace HiveFlow.Processors.Tests;

public sealed class SamplesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples");

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Folder).Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_flow_has_no_fault_and_every_setting_fits_its_schema(string sample)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, sample, "flow.json")));
        var graph = FlowGraph.Parse(document.RootElement.GetProperty("nodes"), document.RootElement.GetProperty("edges"));

        Assert.Empty(graph.Faults);
        Assert.All(graph.Nodes, node =>
        {
            Assert.True(AllTypes.Catalog.TryGet(node.NodeType, out var type), node.NodeType);
            var verdict = JsonSchema.FromText(type.Settings.GetRawText()).Evaluate(node.Data, new EvaluationOptions { OutputFormat = OutputFormat.List });
            Assert.True(verdict.IsValid, $"{node.Id}: {JsonSerializer.Serialize(verdict)}");
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_flow_uses_only_outputs_that_its_nodes_have(string sample)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, sample, "flow.json")));
        var graph = FlowGraph.Parse(document.RootElement.GetProperty("nodes"), document.RootElement.GetProperty("edges"));

        Assert.All(graph.Edges.Where(e => e.SourceHandle is not (null or FlowEdge.ErrorHandle)), edge =>
        {
            var source = graph.Find(edge.Source)!;
            Assert.Contains(edge.SourceHandle, AllTypes.Catalog.OutputsOf(source.NodeType, source.Data));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_input_is_an_object(string sample)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, sample, "input.json")));

        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }
}
