using HiveFlow.ModelServer;
using HiveFlow.Processors.Agents;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Tests.Agents;

public sealed class AgentTests
{
    private const string Lookup = """
        {"type":"http","name":"lookup","description":"Looks up a city","parameters":{"type":"object","properties":{"city":{"type":"string","maxLength":20}},"required":["city"],"additionalProperties":false},
         "url":"URL/cities","query":{"city":"{{ vars.city }}"}}
        """;

    private static readonly ScriptedAnswer Cities = new() { Raw = """{"people":717000}""" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_calls_its_tools_until_it_has_an_answer(bool crashes)
    {
        await using var models = await ServerAsync(ScriptedAnswer.Asking(new ScriptedCall("lookup", """{"city":"Oslo"}""")), ScriptedAnswer.Of("717,000 people"));
        await using var harness = await FlowHarness.StartAsync(crashes: crashes, allow: [models.Authority]);

        var run = await harness.RunAsync(Nodes(models, Lookup), "t>a a>s");

        Assert.Equal(RunStatus.Completed, run.Status);
        var agent = (await harness.StepsOfAsync(run))["a"];
        Assert.Equal("717,000 people", agent.Output!.Value!.Value.GetProperty("text").GetString());
        Assert.Equal("""[{"name":"lookup","isError":false}]""", agent.Output.Value.Value.GetProperty("toolCalls").GetRawText());
        Assert.Equal((14, 6), (agent.Usage!["llm.m.input_tokens"], agent.Usage["llm.m.output_tokens"]));
        Assert.Equal((14, 6), (run.Usage!["llm.m.input_tokens"], run.Usage["llm.m.output_tokens"]));
        var keys = models.Requests.Select(r => (r.Line, r.Headers["Idempotency-Key"])).ToList();
        Assert.Equal(
            [("POST /v1/messages", $"{run.Id}/a/0/0"), ("GET /cities?city=Oslo", $"{run.Id}/a/0/0.0"), ("POST /v1/messages", $"{run.Id}/a/0/1")],
            crashes ? keys.Distinct() : keys);
        Assert.Contains("717000", models.Requests.Last().LastText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_agents_of_a_deleted_run_said_goes_and_that_of_others_stays()
    {
        var asking = ScriptedAnswer.Asking(new ScriptedCall("lookup", """{"city":"Oslo"}"""));
        await using var models = await ServerAsync(asking, ScriptedAnswer.Of("one"), asking, ScriptedAnswer.Of("two"));
        await using var harness = await FlowHarness.StartAsync(allow: [models.Authority]);
        var (gone, stays) = (await harness.RunAsync(Nodes(models, Lookup), "t>a a>s"), await harness.RunAsync(Nodes(models, Lookup), "t>a a>s"));
        Assert.Equal((RunStatus.Completed, RunStatus.Completed), (gone.Status, stays.Status));
        var tenant = Tenant.Of(harness.Organization);

        while (await harness.Get<Conversations>().RemoveOfRunAsync(tenant, gone.Id, 1, default))
        {
        }

        var left = harness.Get<IEnumerable<ICollectionDefinition>>().ToDictionary(collection => collection.Name);
        Assert.Equal(2, await left["agent_turns"].RemoveSomeAsync(harness.Get<IDocumentStore>(), tenant, 10, default));
        Assert.Equal(1, await left["agent_results"].RemoveSomeAsync(harness.Get<IDocumentStore>(), tenant, 10, default));
    }

    [Fact]
    public async Task What_was_kept_is_not_asked_for_again()
    {
        // A crash after every commit has each durable step run at least once more.
        await using var models = await ServerAsync(
            ScriptedAnswer.Asking(new ScriptedCall("lookup", """{"city":"Oslo"}"""), new ScriptedCall("lookup", """{"city":"Bergen"}""")), ScriptedAnswer.Of("done"));
        await using var harness = await FlowHarness.StartAsync(crashes: true, allow: [models.Authority]);

        var run = await harness.RunAsync(Nodes(models, Lookup), "t>a a>s");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(14, run.Usage!["llm.m.input_tokens"]);
        Assert.Equal(4, models.Requests.Select(r => r.Headers["Idempotency-Key"]).Distinct().Count());
    }

    [Fact]
    public async Task A_tool_that_is_not_listed_or_arguments_that_do_not_fit_are_refused_and_told_to_the_model()
    {
        await using var models = await ServerAsync(
            ScriptedAnswer.Asking(
                new ScriptedCall("delete_everything", "{}"),
                new ScriptedCall("lookup", """{"city":"Oslo","admin":true}"""),
                new ScriptedCall("lookup", """{"city":"{{ trigger.secret }}"}"""),
                new ScriptedCall("lookup", "no json")),
            ScriptedAnswer.Of("Sorry"));
        await using var harness = await FlowHarness.StartAsync(allow: [models.Authority]);

        var run = await harness.RunAsync(Nodes(models, Lookup), "t>a a>s", """{"secret":"canary-5f2e"}""");

        Assert.Equal(RunStatus.Completed, run.Status);
        var calls = models.Requests.Where(r => r.Line.StartsWith("GET", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain("canary", Assert.Single(calls).Line, StringComparison.Ordinal);
        Assert.Contains("There is no tool of that name", models.Requests.Last().LastText, StringComparison.Ordinal);
        Assert.Contains("/admin", models.Requests.Last().LastText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"maxSteps\":3", 3)]
    [InlineData("\"maxTokens\":15", 2)]
    public async Task An_agent_that_comes_to_no_end_is_stopped(string limit, int questions)
    {
        await using var models = await ServerAsync();
        models.Decide = request => request.Line.StartsWith("GET", StringComparison.Ordinal) ? Cities : ScriptedAnswer.Asking(new ScriptedCall("lookup", """{"city":"Oslo"}"""));
        await using var harness = await FlowHarness.StartAsync(allow: [models.Authority]);

        var run = await harness.RunAsync(Nodes(models, Lookup, limit), "t>a a>s");

        Assert.Equal((RunStatus.Failed, AgentErrors.LimitCode.Value), (run.Status, run.Failure!.Code));
        Assert.Equal(questions, models.Requests.Count(r => r.Line.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_durable_history_holds_nothing_of_what_is_said()
    {
        await using var models = await ServerAsync(ScriptedAnswer.Asking(new ScriptedCall("lookup", """{"city":"canary-arg"}""")), ScriptedAnswer.Of("canary-said"));
        await using var harness = await FlowHarness.StartAsync(allow: [models.Authority]);

        var run = await harness.RunAsync(Nodes(models, Lookup), "t>a a>s");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.All(await harness.AllHistoryAsync(), turn => Assert.DoesNotContain("canary", System.Text.Encoding.UTF8.GetString(turn), StringComparison.Ordinal));
    }

    private static async Task<LocalModels> ServerAsync(params ScriptedAnswer[] answers)
    {
        var models = (await LocalModels.StartAsync()).Then(answers);
        models.Decide = request => request.Line.StartsWith("GET", StringComparison.Ordinal) ? Cities : null;
        return models;
    }

    private static string Nodes(LocalModels models, string tools, string more = "\"maxSteps\":5") => $$$"""
        [{"id":"t","data":{"nodeType":"trigger","startNode":true}},
         {"id":"a","data":{"nodeType":"agent","llm":"anthropic","model":"m","prompt":"How many people?","baseUrl":"URL",{{{more}}},"tools":[{{{tools}}}]} },
         {"id":"s","data":{"nodeType":"set","values":{"x":1} } }]
        """.Replace("URL", models.Url, StringComparison.Ordinal);
}
