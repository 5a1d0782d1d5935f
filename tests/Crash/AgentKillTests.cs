using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;
using HiveFlow.ModelServer;

namespace HiveFlow.Crash;

/// <summary>
/// The promise of agents: a crash repeats no call whose result was kept, and what it repeats has the same <c>Idempotency-Key</c>. The real
/// program, killed while an agent's second tool is at work.
/// </summary>
public sealed class AgentKillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_kill_between_two_calls_repeats_only_the_open_one_and_by_the_same_key()
    {
        using var folder = TestFolder.Create();
        var data = Path.Combine(folder.Path, "data");
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var models = (await LocalModels.StartAsync()).Then(
            ScriptedAnswer.Asking(new ScriptedCall("pay", """{"to":"first"}"""), new ScriptedCall("pay", """{"to":"second"}""")), ScriptedAnswer.Of("Both are paid."));
        models.Decide = request =>
        {
            if (!request.Line.StartsWith("GET", StringComparison.Ordinal))
            {
                return null;
            }

            return request.Line.EndsWith("second", StringComparison.Ordinal) && hangs.TrySetResult()
                ? new ScriptedAnswer { HangAfter = 0 }
                : new ScriptedAnswer { Raw = """{"paid":true}""" };
        };
        string[] arguments = ["--quiet", "HiveFlow:Sandbox:Local:IsEnabled=false", $"HiveFlow:Outgoing:Allow:0={models.Authority}"];
        string run;
        await using (var process = await HiveFlowProcess.StartAsync(data, arguments))
        {
            using var owner = OwnerClient.Of(process.Address, data);
            var flow = await owner.CreateFlowAsync("Payer", [Node("start", new JsonObject { ["nodeType"] = "trigger", ["startNode"] = true }), Agent(models)], [Edge()]);
            var (status, body) = await owner.PostAsync($"api/flows/{flow}/execute", new JsonObject());
            Assert.Equal(HttpStatusCode.Accepted, status);
            run = (string)body!["executionId"]!;
            await hangs.Task.WaitAsync(Patience);
            await process.KillAsync();
        }

        await using var again = await HiveFlowProcess.StartAsync(data, arguments);
        using var reader = OwnerClient.Of(again.Address, data);
        var events = await reader.EventsAsync(run);

        Assert.Equal("run.completed", (string?)events[^1]["type"]);
        var calls = models.Requests.Where(request => request.Line.StartsWith("GET", StringComparison.Ordinal)).Select(request => (request.Line, Key: request.Headers["Idempotency-Key"]));
        Assert.Equal(
            [("GET /pay?to=first", $"{run}/a/0/0.0"), ("GET /pay?to=second", $"{run}/a/0/0.1"), ("GET /pay?to=second", $"{run}/a/0/0.1")],
            calls);
        Assert.Equal(2, models.Requests.Count(request => request.Line.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Equal(0, await again.StopAsync());
    }

    private static JsonObject Agent(LocalModels models) => Node("a", new JsonObject
    {
        ["nodeType"] = "agent",
        ["llm"] = "anthropic",
        ["model"] = "m",
        ["prompt"] = "Pay both.",
        ["baseUrl"] = models.Url,
        ["tools"] = new JsonArray(new JsonObject
        {
            ["type"] = "http",
            ["name"] = "pay",
            ["url"] = $"{models.Url}/pay",
            ["query"] = new JsonObject { ["to"] = "{{ vars.to }}" },
            ["parameters"] = JsonNode.Parse("""{"type":"object","properties":{"to":{"type":"string"}},"required":["to"]}"""),
        }),
    });

    private static JsonObject Node(string id, JsonObject data) => new() { ["id"] = id, ["type"] = "custom", ["data"] = data };

    private static JsonObject Edge() => new() { ["id"] = "e", ["source"] = "start", ["target"] = "a" };
}
