using System.Net;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Flows;

[Collection(ApiGroup.Name)]
public sealed class EditingTests(ApiHost api)
{
    private const string Two = """[{"id":"a","data":{"nodeType":"set","value":1}},{"id":"b","data":{"nodeType":"set","value":2}}]""";

    [Fact]
    public async Task A_node_is_added_replaced_duplicated_and_removed_with_its_connections()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync(Two, """[{"id":"1","source":"a","target":"b"}]""")}/nodes";

        var added = await client.CallAsync("POST", path, """{"id":"c","position":{"x":1,"y":2},"data":{"nodeType":"set","odd":[1.50]}}""", HttpStatusCode.Created);
        Assert.True(added["success"]!.GetValue<bool>());
        Assert.Equal("[1.50]", added["node"]!["data"]!["odd"]!.ToJsonString());
        Assert.NotEmpty(added["message"]!.GetValue<string>());

        var replaced = await client.CallAsync("PUT", path + "/c", """{"id":"other","data":{"nodeType":"http"}}""");
        Assert.Equal("c", replaced["node"]!["id"]!.GetValue<string>());
        var copy = await client.CallAsync("POST", path + "/c/duplicate", expected: HttpStatusCode.Created);
        Assert.NotEqual("c", copy["node"]!["id"]!.GetValue<string>());
        await client.CallAsync("DELETE", path + "/a");

        Assert.Equal(3, (await client.CallAsync("GET", path))["nodes"]!.AsArray().Count);
        Assert.Empty((await client.CallAsync("GET", path.Replace("/nodes", "/connections", StringComparison.Ordinal)))["connections"]!.AsArray());
    }

    [Fact]
    public async Task A_node_without_an_id_gets_one_and_a_taken_id_is_a_conflict()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync(Two)}/nodes";

        var added = await client.CallAsync("POST", path, """{"data":{"nodeType":"set"}}""", HttpStatusCode.Created);
        Assert.NotEmpty(added["node"]!["id"]!.GetValue<string>());
        Assert.Equal("duplicate_id", await client.FailAsync("POST", path, HttpStatusCode.Conflict, """{"id":"a"}"""));
        Assert.Equal("not_found", await client.FailAsync("GET", path + "/zz", HttpStatusCode.NotFound));
        Assert.Equal("malformed_request", await client.FailAsync("POST", path, HttpStatusCode.BadRequest, "[]"));
    }

    [Theory]
    [InlineData("a$(id)")]
    [InlineData("`id`")]
    [InlineData("x';id;'")]
    [InlineData("--help")]
    [InlineData("__proto__")]
    [InlineData("constructor")]
    public async Task Ids_that_mean_something_elsewhere_are_names_here(string id)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync()}/nodes";
        await client.CallAsync("POST", path, new JsonObject { ["id"] = id, ["data"] = new JsonObject { ["nodeType"] = "set" } }.ToJsonString(), HttpStatusCode.Created);

        Assert.Equal(id, (await client.CallAsync("GET", $"{path}/{Uri.EscapeDataString(id)}"))["node"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Connections_are_added_in_bulk_or_not_at_all()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync(Two, """[{"id":"old","source":"a","target":"b"}]""")}/connections";

        Assert.Equal(
            "validation_failed",
            await client.FailAsync(
                "POST", path + "/bulk", HttpStatusCode.UnprocessableEntity, """{"remove":["old"],"add":[{"source":"a","target":"b"},{"source":"a","target":"nowhere"}]}"""));
        Assert.Equal("old", Assert.Single((await client.CallAsync("GET", path))["connections"]!.AsArray())!["id"]!.GetValue<string>());
        var changed = await client.CallAsync("POST", path + "/bulk", """{"remove":["old"],"add":[{"id":"x","source":"b","target":"a","sourceHandle":"h"}]}""");
        Assert.Equal("h", Assert.Single(changed["connections"]!.AsArray())!["sourceHandle"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_version_is_published_and_brought_back()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync(Two)}";

        Assert.Equal(1, (await client.CallAsync("POST", path + "/publish", expected: HttpStatusCode.Created))["version"]!["number"]!.GetValue<int>());
        await client.CallAsync("PUT", path, """{"nodes":[]}""");
        var restored = await client.CallAsync("POST", path + "/versions/1/restore");

        Assert.Equal(2, restored["flow"]!["nodes"]!.AsArray().Count);
        Assert.Single((await client.CallAsync("GET", path + "/versions"))["versions"]!.AsArray());
        Assert.Equal("not_found", await client.FailAsync("POST", path + "/versions/9/restore", HttpStatusCode.NotFound));
    }
}
