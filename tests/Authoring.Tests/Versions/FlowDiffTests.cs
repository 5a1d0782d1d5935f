using System.Text.Json;
using HiveFlow.Authoring.Versions;

namespace HiveFlow.Authoring.Tests.Versions;

public sealed class FlowDiffTests
{
    [Fact]
    public void Equal_versions_differ_in_nothing_whatever_the_order_of_their_fields()
    {
        var diff = FlowDiff.Between(Version("""[{"id":"a","data":{"x":1,"y":2}}]"""), Version("""[{"data":{"y":2,"x":1.0},"id":"a"}]"""));

        Assert.Empty(diff.Flow);
        Assert.Empty(diff.Nodes);
        Assert.Empty(diff.Edges);
    }

    [Theory]
    [InlineData("""{"x":1}""", """{"x":2}""", "data.x changed")]
    [InlineData("""{"x":1}""", """{}""", "data.x removed")]
    [InlineData("""{}""", """{"x":{"y":1}}""", "data.x added")]
    [InlineData("""{"l":[1,{"v":1}]}""", """{"l":[1,{"v":2}]}""", "data.l[1].v changed")]
    [InlineData("""{"l":[1]}""", """{"l":[1,2]}""", "data.l[1] added")]
    [InlineData("""{"l":[1,2]}""", """{"l":[1]}""", "data.l[1] removed")]
    [InlineData("""{"x":"1"}""", """{"x":1}""", "data.x changed")]
    public void Each_changed_field_is_named_with_its_place(string before, string after, string expected)
    {
        var diff = FlowDiff.Between(Version($$"""[{"id":"a","data":{{before}}}]"""), Version($$"""[{"id":"a","data":{{after}}}]"""));

        var part = Assert.Single(diff.Nodes);
        Assert.Equal(("a", "changed"), (part.Id, part.Change));
        Assert.Equal([expected], part.Fields.Select(field => $"{field.Path} {field.Change}"));
    }

    [Fact]
    public void Nodes_without_an_id_or_with_one_that_stands_twice_are_compared_by_their_place()
    {
        var diff = FlowDiff.Between(Version("""[{"x":1},{"id":"a"},{"id":"a","x":1}]"""), Version("""[{"x":2},{"id":"a"},{"id":"a","x":2}]"""));

        Assert.Equal(["#0", "#2"], diff.Nodes.Select(part => part.Id));
    }

    [Fact]
    public void No_more_than_100_fields_of_a_node_are_named()
    {
        var before = $$"""[{"id":"a","l":[{{string.Join(',', Enumerable.Repeat(1, 200))}}]}]""";
        var diff = FlowDiff.Between(Version(before), Version(before.Replace('1', '2')));

        Assert.Equal(100, Assert.Single(diff.Nodes).Fields.Count);
    }

    private static FlowVersion Version(string nodes) =>
        new("f", 1, "name", "", JsonElement.Parse(nodes), JsonElement.Parse("[]"), "u", DateTimeOffset.UnixEpoch);
}
