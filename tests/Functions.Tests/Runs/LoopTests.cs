using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class LoopTests(ApiHost api)
{
    private const string Start = """{"id":"start","data":{"nodeType":"trigger","startNode":true}}""";

    [Fact]
    public async Task A_map_runs_through_the_api_and_its_steps_name_their_iteration_and_item()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(
            $$$$"""
            [{{{{Start}}}},{"id":"rows","data":{"nodeType":"map","items":"{{ inputs.rows }}"}},
             {"id":"cells","data":{"nodeType":"loop","items":"{{ item }}"}},{"id":"cell","data":{"nodeType":"set","values":{"v":"{{ item * 10 }}"}}}]
            """,
            """
            [{"id":"1","source":"start","target":"rows"},{"id":"2","source":"rows","target":"cells","sourceHandle":"body"},
             {"id":"3","source":"cells","target":"cell","sourceHandle":"body"}]
            """);
        Assert.True((await client.CallAsync("POST", $"api/flows/{flow}/validate"))["valid"]!.GetValue<bool>());

        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", """{"inputs":{"rows":[[1,2],[3]]}}""");

        Assert.Equal("completed", Text(answer, "status"));
        Assert.Equal(30, answer["output"]!["results"]![1]!["results"]![0]!["v"]!.GetValue<int>());
        var steps = (await client.CallAsync("GET", $"api/runs/{Text(answer, "executionId")}/steps?limit=100"))["steps"]!.AsArray();
        Assert.Equal(
            ["cell 0.0 1", "cell 0.1 2", "cell 1.0 3"],
            steps.Where(step => Text(step!, "nodeId") == "cell").Select(step => $"cell {Text(step!, "iteration")} {step!["input"]}").Order(StringComparer.Ordinal));
        Assert.Equal(["[1,2]", "[3]"], steps.Where(step => Text(step!, "nodeId") == "cells").OrderBy(step => Text(step!, "iteration"), StringComparer.Ordinal)
            .Select(step => step!["input"]!.ToJsonString()));
    }

    [Fact]
    public async Task A_subflow_is_found_from_the_step_and_knows_the_run_above_it()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var sub = await client.CreateAsync(
            $$$$"""[{{{{Start}}}},{"id":"greet","data":{"nodeType":"set","values":{"text":"Hello {{ inputs.name }}"}}}]""",
            """[{"id":"1","source":"start","target":"greet"}]""");
        var caller = await client.CreateAsync(
            $$$$"""[{{{{Start}}}},{"id":"call","data":{"nodeType":"subflow","flowId":"{{{{sub}}}}","inputs":{"name":"{{ inputs.name }}"}}}]""",
            """[{"id":"1","source":"start","target":"call"}]""");
        var fault = Assert.Single((await client.CallAsync("POST", $"api/flows/{caller}/validate"))["faults"]!.AsArray())!;
        Assert.Equal(("unknownFlow", "nodes[1].data.flowId"), (Text(fault, "kind"), Text(fault, "field")));
        await client.CallAsync("POST", $"api/flows/{sub}/publish", expected: System.Net.HttpStatusCode.Created);
        Assert.True((await client.CallAsync("POST", $"api/flows/{caller}/validate"))["valid"]!.GetValue<bool>());

        var answer = await client.CallAsync("POST", $"api/flows/{caller}/execute?wait=60", """{"inputs":{"name":"Ada"}}""");

        Assert.Equal(("completed", "Hello Ada"), (Text(answer, "status"), Text(answer["output"]!, "text")));
        var run = Text(answer, "executionId");
        var step = (await client.CallAsync("GET", $"api/runs/{run}/steps"))["steps"]!.AsArray().Single(step => Text(step!, "nodeId") == "call")!;
        var child = (await client.CallAsync("GET", $"api/runs/{Text(step, "childRunId")}"))["run"]!;
        Assert.Equal((run, "subflow", sub), (Text(child, "parentRunId"), Text(child, "trigger"), Text(child, "flowId")));
    }

    [Fact]
    public async Task A_flow_of_another_organization_is_unknown_to_a_subflow_node_and_a_bodys_mistakes_are_named()
    {
        var theirs = await (await FlowClient.OfAsync(api, api.Eve)).CreateAsync($"[{Start}]");
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(
            $$$$"""
            [{{{{Start}}}},{"id":"call","data":{"nodeType":"subflow","flowId":"{{{{theirs}}}}","version":"draft"}},
             {"id":"each","data":{"nodeType":"map"}},{"id":"a","data":{"nodeType":"set","values":{}}},
             {"id":"agent","data":{"nodeType":"agent","llm":"anthropic","model":"m","prompt":"p","tools":[{"type":"code","name":"c","code":"1"},{"type":"flow","flowId":"{{{{theirs}}}}"}]}}]
            """,
            """
            [{"id":"0","source":"start","target":"agent"},{"id":"1","source":"start","target":"call"},{"id":"2","source":"call","target":"each"},
             {"id":"3","source":"each","target":"a","sourceHandle":"body"},{"id":"4","source":"each","target":"a","sourceHandle":"done"}]
            """);

        var faults = (await client.CallAsync("POST", $"api/flows/{flow}/validate"))["faults"]!.AsArray();

        Assert.Equal(
            ["loopBody edges[3].target", "missingSetting nodes[2].data.items", "unknownFlow nodes[1].data.flowId", "unknownFlow nodes[4].data.tools[1].flowId"],
            faults.Select(fault => $"{Text(fault!, "kind")} {Text(fault!, "field")}").Order(StringComparer.Ordinal));
        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");
        Assert.Equal("failed", Text(answer, "status"));
    }

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? $"(no {name})";
}
