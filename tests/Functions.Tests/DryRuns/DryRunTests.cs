using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.DryRuns;

[Collection(ApiGroup.Name)]
public sealed class DryRunTests(ApiHost api)
{
    // The http node's answer decides between "big" and "small"; "double" needs only the inputs.
    private const string Nodes = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"double","type":"custom","data":{"nodeType":"set","values":{"n":"{{ inputs.n * 2 }}"}}},
         {"id":"ask","type":"custom","data":{"nodeType":"http","url":"https://nowhere.example.com/","retry":{"maxAttempts":3}}},
         {"id":"which","type":"custom","data":{"nodeType":"condition","conditions":[{"left":"{{ nodes.ask.output.status }}","operator":"equals","right":200}]}},
         {"id":"big","type":"custom","data":{"nodeType":"set","values":{"r":"big"}}},
         {"id":"small","type":"custom","data":{"nodeType":"set","values":{"r":"small"}}}]
        """;

    private const string Edges = """
        [{"id":"1","source":"start","target":"double"},{"id":"2","source":"double","target":"ask"},{"id":"3","source":"ask","target":"which"},
         {"id":"4","source":"which","target":"big","sourceHandle":"true"},{"id":"5","source":"which","target":"small","sourceHandle":"false"}]
        """;

    [Fact]
    public async Task What_touches_nothing_outside_is_run_and_the_rest_assumed_and_nothing_is_left_of_it()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);

        var dry = await DryAsync(client, flow, """{"inputs":{"n":21}}""");

        Assert.Equal(
            ["start evaluated True", "double evaluated True", "ask assumed True", "which assumed True", "big assumed False", "small assumed False"], Steps(dry));
        Assert.Equal(42, dry["steps"]![1]!["output"]!["n"]!.GetValue<int>());
        var cost = dry["cost"]!;
        Assert.Equal(["ask"], cost["metered"]!.AsArray().Select(id => id!.GetValue<string>()));
        Assert.Equal((140, 180), (cost["min"]!.GetValue<int>(), cost["max"]!.GetValue<int>()));
        Assert.Empty((await client.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray());
    }

    [Fact]
    public async Task A_pinned_output_decides_what_runs_after_it()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);

        var dry = await DryAsync(client, flow, """{"inputs":{"n":1},"outputs":{"ask":{"status":404}}}""");

        Assert.Equal(
            ["start evaluated True", "double evaluated True", "ask pinned True", "which evaluated True", "small evaluated True", "big skipped False"], Steps(dry));
        Assert.Equal("validation_failed", await client.FailAsync(
            "POST", $"api/flows/{flow}/dry-run", HttpStatusCode.UnprocessableEntity, """{"outputs":{"none":1}}"""));
    }

    [Fact]
    public async Task What_would_fail_and_what_validation_says_is_named()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        const string Faulty = """
            [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},{"id":"odd","type":"custom","data":{"nodeType":"hiveapp"}},
             {"id":"after","type":"custom","data":{"nodeType":"set","values":{"x":1}}}]
            """;
        var made = await client.CallAsync(
            "POST",
            "api/flows",
            $$$"""{"name":"f","nodes":{{{Faulty}}},"edges":[{"id":"1","source":"start","target":"odd"},{"id":"2","source":"odd","target":"after"}],"inputSchema":{"type":"object","required":["name"]}}""",
            HttpStatusCode.Created);

        var dry = await DryAsync(client, made["flow"]!["id"]!.GetValue<string>(), "{}");

        Assert.False(dry["valid"]!.GetValue<bool>());
        Assert.Contains(dry["faults"]!.AsArray(), fault => fault!["nodeId"]?.GetValue<string>() == "odd");
        Assert.NotNull(dry["inputFaults"]!["inputs"]);
        Assert.Equal(["start evaluated True", "odd fails True", "after skipped False"], Steps(dry));
        Assert.Equal("node_invalid", dry["steps"]![1]!["failure"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Names_of_prototypes_are_ordinary_node_ids()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync("""[{"id":"__proto__","type":"custom","data":{"nodeType":"trigger","startNode":true}},{"id":"constructor","type":"custom","data":{"nodeType":"set","values":{"toString":"{{ nodes['__proto__'].output.x }}"}}}]""", """[{"id":"1","source":"__proto__","target":"constructor"}]""");

        var dry = await DryAsync(client, flow, """{"inputs":{"x":7}}""");

        Assert.Equal(["__proto__ evaluated True", "constructor evaluated True"], Steps(dry));
        Assert.Equal(7, dry["steps"]![1]!["output"]!["toString"]!.GetValue<int>());
    }

    private static async Task<JsonNode> DryAsync(FlowClient client, string flow, string body) =>
        (await client.CallAsync("POST", $"api/flows/{flow}/dry-run", body))["dryRun"]!;

    private static IEnumerable<string> Steps(JsonNode dry) => dry["steps"]!.AsArray().Select(step => $"{step!["nodeId"]} {step["outcome"]} {step["certain"]!.GetValue<bool>()}");
}
