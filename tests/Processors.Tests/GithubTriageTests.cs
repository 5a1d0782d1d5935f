using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Graph;
using HiveFlow.Processors.Conditions;
using HiveFlow.Processors.Replies;

namespace HiveFlow.Processors.Tests;

/// <summary>The sample's settings, resolved by the real expressions against the real payload.</summary>
public sealed class GithubTriageTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples", "github-triage");
    private static readonly FlowGraph Flow = ReadFlow();
    private static readonly ExpressionEvaluator Expressions = new(new ExpressionLimits(), TimeProvider.System);

    [Theory]
    [InlineData("opened", "User", "Spelling error", "true")]
    [InlineData("closed", "User", "Spelling error", "false")]
    [InlineData("opened", "Bot", "Spelling error", "false")]
    [InlineData("opened", "User", "", "false")]
    public void Only_a_new_issue_by_a_person_and_with_a_title_is_scored(string action, string sender, string title, string branch)
    {
        var input = Input();
        input["action"] = action;
        input["sender"]!["type"] = sender;
        input["issue"]!["title"] = title;

        Assert.Equal(branch, new ConditionProcessor().Run(Resolve("worth", input).GetRawText()).Branch);
    }

    [Fact]
    public void The_code_gets_the_fields_of_the_payload_with_their_types_and_its_text_untouched()
    {
        var settings = Resolve("triage", Input());

        var inputs = settings.GetProperty("inputs");
        Assert.Equal(1, inputs.GetProperty("number").GetInt32());
        Assert.Equal("Spelling error in the README file", inputs.GetProperty("title").GetString());
        Assert.Equal("bug", Assert.Single(inputs.GetProperty("labels").EnumerateArray()).GetString());
        Assert.Equal("Codertocat/Hello-World", inputs.GetProperty("repository").GetString());
        Assert.Equal(Flow.Find("triage")!.Data.GetProperty("code").GetString(), settings.GetProperty("code").GetString());
    }

    [Fact]
    public void The_receiver_of_the_inputs_is_told()
    {
        var input = Input();
        input["receiver"] = "http://127.0.0.1:4000/issues";

        Assert.Equal("http://127.0.0.1:4000/issues", Resolve("notify", input).GetProperty("url").GetString());
    }

    [Fact]
    public void The_answer_holds_the_triage_and_what_the_receiver_said()
    {
        var outputs = new Dictionary<string, JsonElement>
        {
            ["triage"] = Step.Json("""{"issue":"a/b#1","title":"T","priority":"p3","labels":["documentation"],"reasons":["r"]}"""),
            ["notify"] = Step.Json("""{"status":202,"durationMs":3}"""),
        };

        var reply = new RespondProcessor().Run(Resolve("answer", Input(), outputs).GetRawText()).Reply!;

        Assert.Equal(200, reply.Status);
        Assert.True(JsonElement.DeepEquals(
            Step.Json("""{"issue":"a/b#1","title":"T","priority":"p3","labels":["documentation"],"reasons":["r"],"delivered":{"status":202,"ms":3}}"""), reply.Body));
    }

    private static JsonElement Resolve(string node, JsonNode input, Dictionary<string, JsonElement>? outputs = null)
    {
        var inputs = JsonSerializer.SerializeToElement(input);
        var data = Flow.Find(node)!;
        Assert.True(AllTypes.Catalog.TryGet(data.NodeType, out var type));
        var scope = new ExpressionScope { Trigger = inputs, Inputs = inputs, Outputs = outputs ?? [] };
        var resolved = Expressions.Resolve(data.Data, scope, type.RawSettings, CancellationToken.None);
        Assert.Null(resolved.Error);
        return resolved.Value;
    }

    private static JsonNode Input() => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "input.json")))!;

    private static FlowGraph ReadFlow()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "flow.json")));
        var flow = document.RootElement.Clone();
        return FlowGraph.Parse(flow.GetProperty("nodes"), flow.GetProperty("edges"));
    }
}
