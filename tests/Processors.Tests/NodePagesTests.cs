using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Processors.Tests;

public sealed class NodePagesTests
{
    private static readonly NodeTypeCatalog Catalog = AllTypes.Catalog;

    public static TheoryData<string> Names => [.. Catalog.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_node_type_has_a_page_that_names_each_setting_and_output(string name)
    {
        Assert.True(Catalog.TryGet(name, out var type));
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "nodes", $"{name}.md"));

        Assert.StartsWith($"# {name}\n", page, StringComparison.Ordinal);
        Assert.All(type.Settings.GetProperty("properties").EnumerateObject(), s => Assert.Contains($"`{s.Name}`", page, StringComparison.Ordinal));
        Assert.All(type.Outputs, o => Assert.Contains($"`{o}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_page_ends_with_an_example_whose_settings_would_run(string name)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "nodes", $"{name}.md"));
        var data = JsonNode.Parse(page[(page.LastIndexOf("```json", StringComparison.Ordinal) + 7)..page.LastIndexOf("```", StringComparison.Ordinal)])!;
        var nodes = new JsonArray(new JsonObject { ["id"] = "example", ["data"] = data.DeepClone() });

        var faults = AllTypes.Validator.Validate(JsonSerializer.SerializeToElement(nodes), Step.Json("[]"));

        Assert.Equal(name, (string?)data["nodeType"]);
        Assert.DoesNotContain(faults, f => f.Field.Contains(".data.", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_page_belongs_to_a_node_type()
    {
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "nodes")).Select(Path.GetFileNameWithoutExtension).Where(n => n != "README");

        Assert.Equal(Catalog.All.Select(t => t.Name), pages.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_schema_is_an_object_schema_whose_settings_are_described(string name)
    {
        Assert.True(Catalog.TryGet(name, out var type));

        Assert.Equal("object", type.Settings.GetProperty("type").GetString());
        Assert.Matches("^[a-z][A-Za-z0-9]{0,39}$", type.Name);
        Assert.NotEmpty(type.Description);
        Assert.All(type.Settings.GetProperty("properties").EnumerateObject(), s => Assert.Equal(JsonValueKind.Object, s.Value.ValueKind));
    }
}
