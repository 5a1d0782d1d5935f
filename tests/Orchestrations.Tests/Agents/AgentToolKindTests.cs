using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.LocalSandbox;
using HiveFlow.Mcp.Servers;
using HiveFlow.ModelServer;
using HiveFlow.Runs;
using HiveFlow.Sandbox;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging.Abstractions;
using static HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Agents;

/// <summary>Tools that are code, and tools of MCP servers, in an agent.</summary>
public sealed class AgentToolKindTests
{
    [JailFact]
    public async Task Code_gets_the_models_arguments_as_data_and_its_result_is_told_to_the_model()
    {
        await using var models = (await LocalModels.StartAsync()).Then(
            ScriptedAnswer.Asking(new ScriptedCall("add", """{"a":40,"b":"{{ 1 + 1 }}"}""")), ScriptedAnswer.Of("done"));
        await using var flows = await FlowHarness.StartAsync(allow: [models.Authority]);
        var started = await LocalSandboxServer.StartAsync(new LocalSandboxOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        Assert.True(started.IsSuccess, started.Error?.Message);
        await using var jail = started.Value;
        flows.Get<SandboxSource>().UseLocal(Task.FromResult<Result<SandboxEndpoint>>(jail.Endpoint));
        const string Tool = """
            {"type":"code","name":"add","language":"python","code":"result = {'sum': inputs['a'] + 2, 'said': inputs['b']}","parameters":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}}}}
            """;

        var run = await flows.RunAsync(List(Start, Agent(models, Tool)), "start>a");

        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        var call = (await flows.PartsOfAsync(run))["0.0"];
        Assert.Equal((StepStatus.Completed, "code", "add"), (call.Status, call.NodeType, call.Tool));
        var told = models.Requests.Last().LastText;
        Assert.Contains("42", told, StringComparison.Ordinal);
        Assert.Contains("{{ 1 + 1 }}", told, StringComparison.Ordinal);
        Assert.Contains("sandbox.ms", run.Usage.Keys);
    }

    [Fact]
    public async Task Of_an_mcp_server_the_model_is_offered_the_listed_tools_only_and_a_failed_one_is_told_to_it()
    {
        await using var models = (await LocalModels.StartAsync()).Then(
            ScriptedAnswer.Asking(new ScriptedCall("find", """{"q":"42"}"""), new ScriptedCall("drop", "{}"), new ScriptedCall("find", """{"q":7}""")),
            ScriptedAnswer.Of("done"));
        models.Decide = Tickets;
        await using var flows = await FlowHarness.StartAsync(allow: [models.Authority]);
        var made = await flows.Get<McpServerRegistry>().CreateAsync(
            Tenant.Of(flows.Organization),
            "user",
            new McpServerDraft("tickets", Url: models.Url + "/mcp"),
            new AuditActor { Name = "user", UserId = "user" },
            static _ => [],
            default);
        Assert.True(made.IsSuccess, made.Error?.ToString());

        var run = await flows.RunAsync(List(Start, Agent(models, """{"type":"mcp","server":"tickets","tools":["find"]}""")), "start>a");

        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        var asked = models.Requests.First(request => request.Line == "POST /v1/messages").Body;
        Assert.Equal(["find"], asked.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!));
        var parts = await flows.PartsOfAsync(run);
        Assert.Equal((StepStatus.Completed, "mcpTool"), (parts["0.0"].Status, parts["0.0"].NodeType));
        Assert.Contains("Ticket 42", parts["0.0"].Output!.Value!.Value.GetString(), StringComparison.Ordinal);
        Assert.All(["0.1", "0.2"], part => Assert.Equal(StepStatus.Failed, parts[part].Status));
        var called = models.Requests.Where(request => request.Line == "POST /mcp" && MethodOf(request) == "tools/call");
        Assert.Equal("42", Assert.Single(called).Body.GetProperty("params").GetProperty("arguments").GetProperty("q").GetString());
        Assert.Contains("There is no tool of that name", models.Requests.Last(request => request.Line == "POST /v1/messages").Body.GetRawText(), StringComparison.Ordinal);
    }

    private static string? MethodOf(ModelRequest request) =>
        request.Body.ValueKind == JsonValueKind.Object && request.Body.TryGetProperty("method", out var method) ? method.GetString() : null;

    /// <summary>An MCP server of two tools, as Streamable HTTP without sessions has it.</summary>
    private static ScriptedAnswer? Tickets(ModelRequest request)
    {
        if (!request.Line.EndsWith("/mcp", StringComparison.Ordinal))
        {
            return null;
        }

        var result = MethodOf(request) switch
        {
            "initialize" => $$$"""{"protocolVersion":"{{{request.Body.GetProperty("params").GetProperty("protocolVersion").GetString()}}}","capabilities":{"tools":{}},"serverInfo":{"name":"tickets","version":"1"}}""",
            "tools/list" => """
                {"tools":[{"name":"find","description":"Finds a ticket","inputSchema":{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}},
                          {"name":"drop","inputSchema":{"type":"object"}}]}
                """,
            "tools/call" => """{"content":[{"type":"text","text":"Ticket 42 is open."}]}""",
            _ => null,
        };
        if (request.Body.ValueKind != JsonValueKind.Object || !request.Body.TryGetProperty("id", out var id))
        {
            return new ScriptedAnswer { Status = request.Body.ValueKind == JsonValueKind.Object ? 202 : 405, Raw = string.Empty };
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = JsonNode.Parse(id.GetRawText()) };
        answer[result is null ? "error" : "result"] = JsonNode.Parse(result ?? """{"code":-32601,"message":"Method not found"}""");
        return new ScriptedAnswer { Raw = answer.ToJsonString() };
    }

    private static string Agent(LocalModels models, string tools) => Node(
        "a", "agent", $",\"llm\":\"anthropic\",\"model\":\"m\",\"prompt\":\"Do it\",\"baseUrl\":\"{models.Url}\",\"tools\":[{tools}]");
}
