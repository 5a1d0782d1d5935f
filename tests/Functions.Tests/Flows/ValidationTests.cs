using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Flows;

[Collection(ApiGroup.Name)]
public sealed class ValidationTests(ApiHost api)
{
    [Fact]
    public async Task What_would_not_run_is_named_by_node_or_connection_and_field()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var id = await client.CreateAsync(
            """[{"id":"a","data":{"nodeType":"hiveapp"}},{"id":"b","data":{"nodeType":"http"}},{"id":"c","data":{"nodeType":"set","value":"{{ 1 + }}"}}]""",
            """[{"id":"e","source":"a","target":"nowhere"}]""");

        var answer = await client.CallAsync("POST", $"api/flows/{id}/validate");

        Assert.False(answer["valid"]!.GetValue<bool>());
        Assert.Equal(
            [("unknownType", "nodes[0].data.nodeType"), ("missingSetting", "nodes[1].data.url"), ("invalidExpression", "nodes[2].data.value"), ("edgeToNowhere", "edges[0].target")],
            answer["faults"]!.AsArray().Select(fault => (fault!["kind"]!.GetValue<string>(), fault["field"]!.GetValue<string>())));
        var one = await client.CallAsync("POST", $"api/flows/{id}/nodes/b/validate");
        Assert.Equal("b", Assert.Single(one["faults"]!.AsArray())!["nodeId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_credential_that_is_gone_and_a_text_that_is_none_are_named()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var made = await client.CallAsync(
            "POST", "api/credentials", """{"name":"Gone soon","type":"bearer","hosts":["api.example.com"],"data":{"token":"x"}}""", HttpStatusCode.Created);
        var credential = (string)made["credential"]!["id"]!;
        var id = await client.CreateAsync($$$"""
            [{"id":"a","data":{"nodeType":"http","url":"https://api.example.com/","credentialId":"{{{credential}}}"}},
             {"id":"b","data":{"nodeType":"http","url":"https://api.example.com/","credentialId":"CREDENTIAL"}},
             {"id":"c","data":{"nodeType":"set","credentialId":"of no use to this type","value":1}}]
            """);
        var before = await client.CallAsync("POST", $"api/flows/{id}/validate");
        await client.CallAsync("DELETE", $"api/credentials/{credential}?force=true");

        var after = await client.CallAsync("POST", $"api/flows/{id}/validate");

        Assert.Equal("nodes[1].data.credentialId", (string?)Assert.Single(before["faults"]!.AsArray())!["field"]);
        Assert.Equal(
            [("invalidSetting", "a", "nodes[0].data.credentialId"), ("invalidSetting", "b", "nodes[1].data.credentialId")],
            after["faults"]!.AsArray().Select(fault => ((string)fault!["kind"]!, (string)fault["nodeId"]!, (string)fault["field"]!)));
        Assert.Equal("a", (string?)Assert.Single((await client.CallAsync("POST", $"api/flows/{id}/nodes/a/validate"))["faults"]!.AsArray())!["nodeId"]);
    }

    [Fact]
    public async Task Schedules_an_input_schema_and_limits_that_make_no_sense_are_named()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var id = await client.CreateAsync("""
            [{"id":"a","data":{"nodeType":"trigger","triggerType":"schedule","scheduleType":"cron","cronExpression":"0 0 31 2 *"}},
             {"id":"b","data":{"nodeType":"trigger","triggerType":"schedule","scheduleType":"interval","intervalValue":"2","intervalUnit":"seconds"}},
             {"id":"c","data":{"nodeType":"trigger","triggerType":"schedule","scheduleType":"interval","intervalValue":"5","intervalUnit":"minutes"}}]
            """);
        await client.CallAsync("PUT", $"api/flows/{id}", """{"inputSchema":{"type":"nothing"},"runLimits":5}""");

        var answer = await client.CallAsync("POST", $"api/flows/{id}/validate");

        Assert.Equal(
            ["inputSchema", "nodes[0].data.cronExpression", "nodes[1].data.intervalValue", "runLimits"],
            answer["faults"]!.AsArray().Select(fault => (string)fault!["field"]!).Order(StringComparer.Ordinal));
        Assert.Single((await client.CallAsync("POST", $"api/flows/{id}/nodes/b/validate"))["faults"]!.AsArray());
    }

    [Fact]
    public async Task A_connection_is_validated_without_being_added()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync("""[{"id":"a","data":{"nodeType":"trigger"}},{"id":"b","data":{"nodeType":"set","value":1}}]""")}/connections";

        Assert.True((await client.CallAsync("POST", path + "/validate", """{"source":"a","target":"b"}"""))["valid"]!.GetValue<bool>());
        Assert.False((await client.CallAsync("POST", path + "/validate", """{"source":"a","target":"x"}"""))["valid"]!.GetValue<bool>());
        Assert.Empty((await client.CallAsync("GET", path))["connections"]!.AsArray());
    }

    [Fact]
    public async Task Every_type_of_node_gives_a_schema_of_its_settings()
    {
        var types = (await (await FlowClient.OfAsync(api, api.Ada)).CallAsync("GET", "api/nodes/types"))["types"]!.AsArray();

        Assert.Contains("condition", types.Select(type => type!["type"]!.GetValue<string>()));
        Assert.All(types, type => Assert.Equal("object", type!["settings"]!["type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_flow_of_more_nodes_than_can_run_is_saved_but_not_run()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var nodes = JsonSerializer.Serialize(Enumerable.Range(0, 501).Select(n => new { id = $"n{n}", data = new { nodeType = "set", value = n } }));
        var id = await client.CreateAsync(nodes);

        var answer = await client.CallAsync("POST", $"api/flows/{id}/validate");
        Assert.Equal("tooMany", Assert.Single(answer["faults"]!.AsArray())!["kind"]!.GetValue<string>());
        Assert.Equal("validation_failed", await client.FailAsync("POST", $"api/flows/{id}/execute", HttpStatusCode.UnprocessableEntity, "{}"));
    }

    [Fact]
    public async Task Data_that_looks_like_an_expression_arrives_as_it_was_sent()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var id = await client.CreateAsync(
            """
            [{"id":"t","data":{"nodeType":"trigger"}},
             {"id":"s","data":{"nodeType":"set","values":{"name":"{{ inputs.name }}","n":"{{ inputs.n + 1 }}"}}},
             {"id":"x","data":{"nodeType":"template","text":"<{{ nodes.s.output.name }}>"}},
             {"id":"r","data":{"nodeType":"respond","body":{"text":"{{ nodes.x.output }}","all":"{{ nodes.s.output }}"}}}]
            """,
            """[{"source":"t","target":"s"},{"source":"s","target":"x"},{"source":"x","target":"r"}]""");

        var run = await client.CallAsync("POST", $"api/flows/{id}/execute?wait=60", """{"inputs":{"name":"{{ 6*7 }}","n":41}}""");

        Assert.Equal("completed", run["status"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"text":"<{{ 6*7 }}>","all":{"name":"{{ 6*7 }}","n":42}}"""), run["output"]));
    }
}
