using System.Text.Json;
using HiveFlow.ModelServer;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using static HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Agents;

public sealed class FlowToolTests
{
    private const string Schema = """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flow_is_a_tool_by_its_own_name_and_schema_and_its_run_is_one_of_its_own(bool crashes)
    {
        await using var models = (await LocalModels.StartAsync()).Then(Asking("twice_as_much", """{"n":21}"""), ScriptedAnswer.Of("42"));
        await using var flows = await FlowHarness.StartAsync(crashes: crashes, allow: [models.Authority]);
        var twice = await flows.SaveAsync(List(Start, Set("twice", "{{ inputs.n * 2 }}")), "start>twice", name: "Twice as much!", description: "Doubles", inputSchema: Schema);

        var run = await flows.RunAsync(List(Start, Agent(models, Tool(twice))), "start>a");

        Assert.Equal((RunStatus.Completed, "42"), (run.Status, (await flows.OutputOfAsync(run)).GetProperty("text").GetString()));
        var told = models.Requests.First().Body.GetProperty("tools")[0];
        Assert.Equal(("twice_as_much", "Doubles"), (told.GetProperty("name").GetString(), told.GetProperty("description").GetString()));
        Assert.Equal("integer", told.GetProperty("input_schema").GetProperty("properties").GetProperty("n").GetProperty("type").GetString());
        Assert.Contains("42", models.Requests.Last().LastText, StringComparison.Ordinal);
        var call = (await flows.PartsOfAsync(run))["0.0"];
        Assert.Equal((StepStatus.Completed, "subflow", "twice_as_much"), (call.Status, call.NodeType, call.Tool));
        var child = await flows.GetRunAsync(call.ChildRunId!);
        Assert.Equal((RunStatus.Completed, run.Id, "subflow", "user", 1), (child.Status, child.ParentRunId, child.Trigger, child.ActsFor, child.Depth));
        Assert.Equal(2, await flows.RunsAsync());
    }

    [Fact]
    public async Task What_does_not_fit_the_schema_or_fails_is_told_to_the_model_and_begins_no_run_or_fails_only_its_own()
    {
        var probe = new ProbeProcessor { Act = (_, _) => Task.FromResult(ProbeProcessor.Failed()) };
        await using var models = (await LocalModels.StartAsync()).Then(
            ScriptedAnswer.Asking(new ScriptedCall("fails", """{"n":"many"}"""), new ScriptedCall("fails", """{"n":1}""")), ScriptedAnswer.Of("I gave up."));
        await using var flows = await FlowHarness.StartAsync(probe, allow: [models.Authority]);
        var fails = await flows.SaveAsync(List(Start, Probe("p")), "start>p", inputSchema: Schema);

        var run = await flows.RunAsync(List(Start, Agent(models, Tool(fails, ",\"name\":\"fails\""))), "start>a");

        Assert.Equal(RunStatus.Completed, run.Status);
        var parts = await flows.PartsOfAsync(run);
        Assert.Equal((StepStatus.Failed, null), (parts["0.0"].Status, parts["0.0"].ChildRunId));
        Assert.Equal((StepStatus.Failed, "subflow_failed"), (parts["0.1"].Status, parts["0.1"].Failure!.Code));
        Assert.Contains("probe_failed", models.Requests.Last().LastText, StringComparison.Ordinal);
        Assert.Equal(2, await flows.RunsAsync());
    }

    [Fact]
    public async Task A_key_that_is_bound_to_flows_reaches_no_other_by_an_agent_or_a_subflow_node()
    {
        await using var models = (await LocalModels.StartAsync()).Then(Asking("other", "{}"), ScriptedAnswer.Of("It is forbidden."));
        await using var flows = await FlowHarness.StartAsync(allow: [models.Authority]);
        var other = await flows.SaveAsync(List(Start, Set("v", "1")), "start>v");
        var within = await flows.SaveAsync(List(Start, Node("call", "subflow", $",\"flowId\":\"{other}\"")), "start>call");

        var asked = await flows.EndOfAsync(await flows.StartAsync(
            List(Start, Agent(models, Tool(other, ",\"name\":\"other\""))), "start>a", keyFlows: ["flow"]));
        var direct = await flows.EndOfAsync(await flows.StartAsync(List(Start, Node("call", "subflow", $",\"flowId\":\"{other}\"")), "start>call", keyFlows: ["flow"]));
        var below = await flows.EndOfAsync(await flows.StartAsync(List(Start, Node("call", "subflow", $",\"flowId\":\"{within}\"")), "start>call", keyFlows: ["flow", within]));
        var bound = await flows.EndOfAsync(await flows.StartAsync(
            List(Start, Node("call", "subflow", $",\"flowId\":\"{within}\"")), "start>call", keyFlows: ["flow", within, other]));

        Assert.Equal("subflow_forbidden", (await flows.PartsOfAsync(asked))["0.0"].Failure!.Code);
        Assert.Equal("subflow_forbidden", direct.Failure!.Code);
        Assert.Contains("subflow_forbidden", below.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Completed, bound.Status);
    }

    [Fact]
    public async Task A_flow_that_can_not_be_run_fails_the_agent_before_the_model_is_asked()
    {
        await using var models = await LocalModels.StartAsync();
        await using var flows = await FlowHarness.StartAsync(allow: [models.Authority]);
        var draft = await flows.SaveAsync(List(Start, Set("v", "1")), "start>v", publishes: false);

        var run = await flows.RunAsync(List(Start, Agent(models, Tool(draft))), "start>a");

        Assert.Equal((RunStatus.Failed, "subflow_unknown"), (run.Status, run.Failure!.Code));
        Assert.Empty(models.Requests);
    }

    [Fact]
    public async Task Cancelling_a_run_cancels_the_flow_that_its_agent_has_called()
    {
        await using var models = (await LocalModels.StartAsync()).Then(Asking("waits", "{}"));
        await using var flows = await FlowHarness.StartAsync(allow: [models.Authority]);
        var waits = await flows.SaveAsync(List(Start, Node("wait", "delay", ",\"seconds\":86400")), "start>wait");
        var run = await flows.StartAsync(List(Start, Agent(models, Tool(waits, ",\"name\":\"waits\""))), "start>a");
        string? child = null;
        await Eventually.HoldsAsync(async () =>
            (child = (await flows.PartsOfAsync(run)).GetValueOrDefault("0.0")?.ChildRunId) is not null
            && await flows.Get<RunStore>().GetAsync(flows.Organization, child, default) is { Document.Status: RunStatus.Running or RunStatus.Waiting });

        await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default);

        Assert.Equal(RunStatus.Cancelled, (await flows.GetRunAsync(child!)).Status);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await flows.Client.WaitForInstanceCompletionAsync(child!, patience.Token);
    }

    private static ScriptedAnswer Asking(string tool, string arguments) => ScriptedAnswer.Asking(new ScriptedCall(tool, arguments));

    private static string Tool(string flowId, string more = "") => $$"""{"type":"flow","flowId":"{{flowId}}"{{more}}}""";

    private static string Agent(LocalModels models, string tools) => Node(
        "a", "agent", $",\"llm\":\"anthropic\",\"model\":\"m\",\"prompt\":{JsonSerializer.Serialize("Do it")},\"baseUrl\":\"{models.Url}\",\"tools\":[{tools}]");
}
