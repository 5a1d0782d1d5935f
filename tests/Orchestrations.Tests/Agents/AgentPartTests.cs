using System.Text.Json;
using HiveFlow.Live.Events;
using HiveFlow.ModelServer;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using static HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Agents;

public sealed class AgentPartTests
{
    private const string Lookup = """
        {"type":"http","name":"lookup","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"url":"URL/cities","query":{"city":"{{ vars.city }}"}}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_question_and_each_call_is_a_row_beside_the_agents_own_whose_use_is_counted_once(bool crashes)
    {
        await using var models = await ServerAsync(
            ScriptedAnswer.Asking(new ScriptedCall("lookup", """{"city":"Oslo"}"""), new ScriptedCall("nothing", "{}")), ScriptedAnswer.Of("done"));
        await using var flows = await FlowHarness.StartAsync(crashes: crashes, allow: [models.Authority]);

        var run = await flows.RunAsync(List(Start, Agent(models)), "start>a");

        var parts = await flows.PartsOfAsync(run);
        Assert.Equal(["0", "0.0", "0.1", "1"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.All(parts.Values, part => Assert.Equal("a", part.NodeId));
        Assert.Equal(
            [("llm", null, StepStatus.Completed), ("http", "lookup", StepStatus.Completed), (string.Empty, "nothing", StepStatus.Failed), ("llm", null, StepStatus.Completed)],
            parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => (part.Value.NodeType, part.Value.Tool, part.Value.Status)));
        Assert.Equal("Oslo", parts["0.0"].Input!.Value!.Value.GetProperty("city").GetString());
        Assert.Contains("717000", parts["0.0"].Output!.Value!.Value.GetString(), StringComparison.Ordinal);
        Assert.Equal(["lookup", "nothing"], parts["0"].Output!.Value!.Value.GetProperty("toolCalls").EnumerateArray().Select(tool => tool.GetString()!));
        Assert.Equal("done", parts["1"].Output!.Value!.Value.GetProperty("text").GetString());
        Assert.Equal((14, 14), (parts.Values.Sum(part => part.Usage?.GetValueOrDefault("llm.m.input_tokens") ?? 0), run.Usage["llm.m.input_tokens"]));
        Assert.Equal(2, run.Steps);
        var agent = (await flows.StepsOfAsync(run))["a"];
        Assert.True(agent.StartedAt <= parts["0"].StartedAt);
    }

    [Fact]
    public async Task Watchers_are_told_of_each_and_never_take_one_for_the_agents_end()
    {
        await using var models = await ServerAsync(ScriptedAnswer.Asking(new ScriptedCall("lookup", """{"city":"Oslo"}""")), ScriptedAnswer.Of("done"));
        await using var flows = await FlowHarness.StartAsync(allow: [models.Authority]);

        var run = await flows.RunAsync(List(Start, Agent(models)), "start>a");

        List<RunEvent> events = [];
        await foreach (var one in flows.Get<RunEventLog>().WatchAsync(Tenant.Of(flows.Organization), run.Id, 0, default))
        {
            events.Add(one);
        }

        var told = events.Where(one => one.Type == RunEventTypes.StepPart).ToList();
        Assert.Equal(["0", "0.0", "1"], told.Select(one => one.Data!.Value.GetProperty("part").GetString()!));
        Assert.Equal("lookup", told[1].Data!.Value.GetProperty("tool").GetString());
        Assert.Equal("completed", told[1].Data!.Value.GetProperty("status").GetString());
        Assert.Single(events, one => one is { Type: RunEventTypes.StepCompleted, NodeId: "a" });
    }

    [Fact]
    public async Task In_a_loop_each_item_has_its_own()
    {
        await using var models = await LocalModels.StartAsync();
        await using var flows = await FlowHarness.StartAsync(allow: [models.Authority]);

        var run = await flows.RunAsync(List(Start, Map("each", "[1,2]"), Agent(models)), "start>each each:body>a");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(["0/0", "1/0"], (await flows.PartsOfAsync(run)).Keys.Order(StringComparer.Ordinal));
    }

    private static async Task<LocalModels> ServerAsync(params ScriptedAnswer[] answers)
    {
        var models = (await LocalModels.StartAsync()).Then(answers);
        models.Decide = request => request.Line.StartsWith("GET", StringComparison.Ordinal) ? new ScriptedAnswer { Raw = """{"people":717000}""" } : null;
        return models;
    }

    private static string Agent(LocalModels models) => Node(
        "a",
        "agent",
        $",\"llm\":\"anthropic\",\"model\":\"m\",\"prompt\":{JsonSerializer.Serialize("Do it")},\"baseUrl\":\"{models.Url}\",\"tools\":[{Lookup.Replace("URL", models.Url, StringComparison.Ordinal)}]");
}
