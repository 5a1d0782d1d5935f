using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Testing;

[Collection(ApiGroup.Name)]
public sealed class NodeTestTests(ApiHost api)
{
    private const string Nodes = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"ask","type":"custom","data":{"nodeType":"http","url":"https://nowhere.example.com/"}},
         {"id":"set","type":"custom","data":{"nodeType":"set","values":{"sum":"{{ nodes.ask.output.a + inputs.b }}","who":"{{ run.trigger }}"}}},
         {"id":"after","type":"custom","data":{"nodeType":"http","url":"https://nowhere.example.com/"}}]
        """;

    private const string Edges = """[{"id":"1","source":"start","target":"ask"},{"id":"2","source":"ask","target":"set"},{"id":"3","source":"set","target":"after"}]""";

    [Fact]
    public async Task A_node_runs_by_itself_on_pinned_outputs_as_a_recorded_and_charged_run()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);

        var tested = await client.CallAsync("POST", $"api/flows/{flow}/nodes/set/test?wait=60", """{"inputs":{"b":2},"outputs":{"ask":{"a":40}}}""");

        Assert.Equal(("completed", 42, "test"), (Text(tested, "status"), tested["output"]!["sum"]!.GetValue<int>(), Text(tested["output"]!, "who")));
        var run = (await client.CallAsync("GET", $"api/runs/{Text(tested, "executionId")}"))["run"]!;
        Assert.Equal(("completed", "test", 1), (Text(run, "status"), Text(run, "trigger"), run["steps"]!.GetValue<int>()));
        Assert.Equal(110, tested["creditsCharged"]!.GetValue<int>());
        var steps = (await client.CallAsync("GET", $"api/runs/{Text(run, "id")}/steps"))["steps"]!.AsArray();
        Assert.Equal(["ask", "set"], steps.Select(step => Text(step!, "nodeId")).Order());
        Assert.Equal(0, (await client.CallAsync("GET", $"api/flows/{flow}"))["flow"]!["processCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_node_that_fails_tells_why()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync("""[{"id":"d","type":"custom","data":{"nodeType":"delay","seconds":"soon","startNode":true}}]""");

        var tested = await client.CallAsync("POST", $"api/flows/{flow}/nodes/d/test?wait=60", "{}");

        Assert.Equal(("failed", "d"), (Text(tested, "status"), Text(tested["failure"]!, "nodeId")));
    }

    [Fact]
    public async Task What_is_not_over_in_time_goes_on_and_can_be_cancelled()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync("""[{"id":"d","type":"custom","data":{"nodeType":"delay","seconds":86400,"startNode":true}}]""");

        var tested = await client.CallAsync("POST", $"api/flows/{flow}/nodes/d/test?wait=1", "{}", HttpStatusCode.Accepted);

        await client.CallAsync("POST", $"api/runs/{Text(tested, "executionId")}/cancel");
    }

    [Theory]
    [InlineData("none", "{}", 404)]
    [InlineData("set", """{"outputs":{"set":1}}""", 422)]
    [InlineData("set", """{"outputs":{"none":1}}""", 422)]
    [InlineData("set", """{"inputs":[1]}""", 400)]
    [InlineData("set", """{"nodes":[]}""", 400)]
    [InlineData("inner", "{}", 422)]
    public async Task What_makes_no_sense_is_refused(string node, string body, int status)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(
            """
            [{"id":"set","type":"custom","data":{"nodeType":"set","startNode":true,"values":{"x":1}}},
             {"id":"loop","type":"custom","data":{"nodeType":"loop","items":[1]}},{"id":"inner","type":"custom","data":{"nodeType":"set","values":{"y":"{{ item }}"}}}]
            """,
            """[{"id":"1","source":"set","target":"loop"},{"id":"2","source":"loop","target":"inner","sourceHandle":"body"}]""");

        await client.FailAsync("POST", $"api/flows/{flow}/nodes/{node}/test", (HttpStatusCode)status, body);
        Assert.Empty((await client.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray());
    }

    [Fact]
    public async Task A_key_without_execute_tests_nothing()
    {
        var flow = await (await FlowClient.OfAsync(api, api.Ada)).CreateAsync(Nodes, Edges);

        Assert.Equal("scope_missing", await (await FlowClient.OfAsync(api, api.Ada, "read", "write")).FailAsync("POST", $"api/flows/{flow}/nodes/set/test", HttpStatusCode.Forbidden));
        Assert.Equal("not_found", await (await FlowClient.OfAsync(api, api.Eve)).FailAsync("POST", $"api/flows/{flow}/nodes/set/test", HttpStatusCode.NotFound, "{}"));
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
