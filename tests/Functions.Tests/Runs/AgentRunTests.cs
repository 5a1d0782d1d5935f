using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.ModelServer;

namespace HiveFlow.Functions.Tests.Runs;

/// <summary>Agents as callers see them: their parts among a run's steps, and what a bound key reaches through them.</summary>
[Collection(ApiGroup.Name)]
public sealed class AgentRunTests(ApiHost api)
{
    [Fact]
    public async Task Each_question_and_call_is_a_step_with_its_part_and_a_bound_key_reaches_no_other_flow_by_them()
    {
        var person = await api.RegisterAsync($"agent-{Guid.NewGuid():n}@example.com", "Agent");
        var owner = await FlowClient.OfAsync(api, person);
        var other = await owner.CreateAsync("""[{"id":"t","data":{"nodeType":"trigger","startNode":true}},{"id":"s","data":{"nodeType":"set","values":{"n":"{{ inputs.n }}"}}}]""", """[{"id":"e","source":"t","target":"s"}]""");
        var flow = await owner.CreateAsync(
            $$$"""
            [{"id":"t","data":{"nodeType":"trigger","startNode":true}},
             {"id":"a","data":{"nodeType":"agent","llm":"anthropic","model":"m","prompt":"Do it","baseUrl":"{{{api.Models.Url}}}","tools":[{"type":"flow","flowId":"{{{other}}}","version":"draft","name":"other"}]}}]
            """,
            """[{"id":"e","source":"t","target":"a"}]""");
        using var made = await api.SendAsync(
            "POST", "api/auth/api-keys", person.Token, JsonContent.Create(new { name = "bound", permissions = (string[])["read", "execute"], flowIds = (string[])[flow] }));
        var bound = new FlowClient(api, (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["apiKey"]!["key"]!.GetValue<string>());

        var free = await StepsAsync(owner, flow);
        var held = await StepsAsync(bound, flow);

        Assert.Equal([null, "0", "0.0", "1"], free.Where(step => Text(step, "nodeId") == "a").Select(step => Text(step, "part")).Order(StringComparer.Ordinal));
        var call = free.Single(step => Text(step, "part") == "0.0");
        Assert.Equal(("other", "subflow", "completed"), (Text(call, "tool"), Text(call, "nodeType"), Text(call, "status")));
        Assert.Equal(7, call["input"]!["n"]!.GetValue<int>());
        Assert.Equal("subflow", Text((await owner.CallAsync("GET", $"api/runs/{Text(call, "childRunId")}"))["run"]!, "trigger"));
        var refused = held.Single(step => Text(step, "part") == "0.0");
        Assert.Equal(("failed", "subflow_forbidden", null), (Text(refused, "status"), Text(refused["failure"]!, "code"), Text(refused, "childRunId")));
    }

    private async Task<IReadOnlyList<JsonNode>> StepsAsync(FlowClient client, string flow)
    {
        api.Models.Then(ScriptedAnswer.Asking(new ScriptedCall("other", """{"n":7}""")), ScriptedAnswer.Of("done"));
        var run = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");
        Assert.Equal("completed", Text(run, "status"));
        return [.. (await client.CallAsync("GET", $"api/runs/{Text(run, "executionId")}/steps"))["steps"]!.AsArray().Select(step => step!)];
    }

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();
}
