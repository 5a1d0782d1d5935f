using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Waits;

[Collection(ApiGroup.Name)]
public sealed class WaitFunctionTests(ApiHost api)
{
    [Theory]
    [InlineData("approve", "approved", true)]
    [InlineData("reject", "rejected", false)]
    public async Task An_approval_is_decided_once_and_the_run_goes_on_with_it(string how, string status, bool approved)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Approval());
        var wait = (await client.CallAsync("GET", $"api/runs/{run}/waits"))["waits"]!.AsArray().Single()!;
        Assert.Equal(("w", "approval", "open", "Ship it?"), (Text(wait, "nodeId"), Text(wait, "kind"), Text(wait, "status"), Text(wait, "message")));

        var decided = (await client.CallAsync("POST", $"api/runs/{run}/{how}/w", """{"comment":"as we said"}"""))["approval"]!;
        var output = (await EndAsync(client, run, "completed"))["output"]!["got"]!;

        Assert.Equal((status, api.Ada.Email), (Text(decided, "status"), Text(decided, "by")));
        Assert.Equal((approved, api.Ada.Email, "as we said"), (output["approved"]!.GetValue<bool>(), Text(output, "by"), Text(output, "comment")));
        Assert.Equal("wait_ended", await client.FailAsync("POST", $"api/runs/{run}/approve/w", HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_run_at_work_shows_the_steps_that_have_ended_and_what_they_used_and_lists_do_not()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Event("paid"));
        var tenant = (await api.CallerAsync(api.Ada)).Tenant;
        var used = new RunStep
        {
            RunId = run,
            NodeId = "asked",
            Node = 1,
            Iteration = "7",
            NodeType = "llm",
            Status = StepStatus.Completed,
            StartedAt = DateTimeOffset.UnixEpoch,
            Usage = new Dictionary<string, long> { ["llm.m.output_tokens"] = 5 },
        };
        await api.Get<IDocumentStore>().WriteAsync(
            [
                DocumentWrite.Upsert(RunStep.Collection, tenant, used.DocumentId, used),
                DocumentWrite.Upsert(RunStep.Collection, tenant, "part", used with { Part = "0" }),
                DocumentWrite.Upsert(RunStep.Collection, tenant, "taken", used with { TakenFrom = run }),
            ],
            default);

        var shown = (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;
        var listed = (await client.CallAsync("GET", "api/runs?status=waiting&limit=200"))["runs"]!.AsArray().Single(one => Text(one!, "id") == run)!;

        Assert.Equal((2, """{"llm.m.output_tokens":5}"""), (shown["steps"]!.GetValue<int>(), shown["usage"]!.ToJsonString()));
        Assert.Equal((0, "{}"), (listed["steps"]!.GetValue<int>(), listed["usage"]!.ToJsonString()));
        await client.CallAsync("POST", $"api/runs/{run}/events/paid", "{}", HttpStatusCode.Accepted);
        Assert.Equal(3, (await EndAsync(client, run, "completed"))["steps"]!.GetValue<int>());
    }

    [Fact]
    public async Task Of_two_answers_at_once_one_is_200_and_the_other_409()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Approval());

        var answers = await Task.WhenAll(client.SendAsync("POST", $"api/runs/{run}/approve/w"), client.SendAsync("POST", $"api/runs/{run}/reject/w"));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
        Assert.Equal("wait_ended", await Problem.CodeAsync(answers.Single(answer => answer.StatusCode != HttpStatusCode.OK), HttpStatusCode.Conflict));
        await EndAsync(client, run, "completed");
    }

    [Fact]
    public async Task The_same_idempotency_key_gets_the_first_answer_again()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Approval());

        var first = await ApiHost.ReadAsync(await client.SendAsync("POST", $"api/runs/{run}/approve/w", "{}", ("Idempotency-Key", $"a-{run}")), HttpStatusCode.OK);
        using var again = await client.SendAsync("POST", $"api/runs/{run}/approve/w", "{}", ("Idempotency-Key", $"a-{run}"));

        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.True(JsonNode.DeepEquals(first, await ApiHost.ReadAsync(again, HttpStatusCode.OK)));
    }

    [Fact]
    public async Task An_event_is_the_output_of_the_node_that_waits_for_it_and_a_second_one_is_held()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Event("paid"));

        var sent = (await client.CallAsync("POST", $"api/runs/{run}/events/paid", """{"amount":7}""", HttpStatusCode.Accepted))["event"]!;
        var again = await client.SendAsync("POST", $"api/runs/{run}/events/paid", """{"amount":8}""");

        Assert.Equal(("delivered", "w"), (Text(sent, "status"), Text(sent, "nodeId")));
        Assert.Equal(7, (await EndAsync(client, run, "completed"))["output"]!["got"]!["amount"]!.GetValue<int>());
        if (again.StatusCode == HttpStatusCode.Accepted)
        {
            Assert.Equal("held", Text((await ApiHost.ReadAsync(again, HttpStatusCode.Accepted))["event"]!, "status"));
        }
        else
        {
            Assert.Equal("run_ended", await Problem.CodeAsync(again, HttpStatusCode.Conflict));
        }

        Assert.Equal("run_ended", await client.FailAsync("POST", $"api/runs/{run}/events/paid", HttpStatusCode.Conflict, "{}"));
    }

    [Fact]
    public async Task An_event_for_nobody_yet_is_held_and_too_many_are_refused()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Event("paid"));
        for (var n = 0; n < 32; n++)
        {
            var held = (await client.CallAsync("POST", $"api/runs/{run}/events/later", "{}", HttpStatusCode.Accepted))["event"]!;
            Assert.Equal("held", Text(held, "status"));
        }

        Assert.Equal("event_buffer_full", await client.FailAsync("POST", $"api/runs/{run}/events/later", HttpStatusCode.Conflict, "{}"));
        await client.CallAsync("POST", $"api/runs/{run}/events/paid", "{}", HttpStatusCode.Accepted);
        await EndAsync(client, run, "completed");
    }

    [Fact]
    public async Task A_large_event_travels_as_a_file_and_arrives_whole()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Event("paid"));
        var text = new string('x', 100_000);

        await client.CallAsync("POST", $"api/runs/{run}/events/paid", new JsonObject { ["text"] = text }.ToJsonString(), HttpStatusCode.Accepted);

        Assert.Equal(text, Text((await EndAsync(client, run, "completed"))["output"]!["got"]!, "text"));
    }

    [Fact]
    public async Task A_waiting_run_can_be_cancelled_and_then_takes_no_answer()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Approval());

        Assert.Equal("cancelled", Text((await client.CallAsync("POST", $"api/runs/{run}/cancel"))["run"]!, "status"));

        Assert.Equal("run_ended", await client.FailAsync("POST", $"api/runs/{run}/approve/w", HttpStatusCode.Conflict));
        Assert.Equal("run_ended", await client.FailAsync("POST", $"api/runs/{run}/reject/w", HttpStatusCode.Conflict));
        Assert.Equal("run_ended", await client.FailAsync("POST", $"api/runs/{run}/events/paid", HttpStatusCode.Conflict, "{}"));
        Assert.Equal("cancelled", Text((await client.CallAsync("POST", $"api/runs/{run}/cancel"))["run"]!, "status"));
    }

    [Fact]
    public async Task A_stranger_sees_and_decides_nothing()
    {
        var run = await WaitingAsync(await FlowClient.OfAsync(api, api.Ada), WaitNodes.Approval());
        var eve = await FlowClient.OfAsync(api, api.Eve);

        Assert.Equal("not_found", await eve.FailAsync("GET", $"api/runs/{run}/waits", HttpStatusCode.NotFound));
        Assert.Equal("not_found", await eve.FailAsync("POST", $"api/runs/{run}/approve/w", HttpStatusCode.NotFound));
        Assert.Equal("not_found", await eve.FailAsync("POST", $"api/runs/{run}/events/paid", HttpStatusCode.NotFound, "{}"));
    }

    [Theory]
    [InlineData("approve/none", "{}", HttpStatusCode.NotFound)]
    [InlineData("approve/start", "{}", HttpStatusCode.NotFound)]
    [InlineData("approve/w", """{"iteration":"5"}""", HttpStatusCode.NotFound)]
    [InlineData("approve/w", """{"iteration":5}""", HttpStatusCode.BadRequest)]
    [InlineData("approve/w", """{"by":"eve"}""", HttpStatusCode.BadRequest)]
    [InlineData("events/a%20b", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("events/paid", "[]", HttpStatusCode.BadRequest)]
    public async Task What_makes_no_sense_is_refused_and_changes_nothing(string path, string body, HttpStatusCode expected)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await WaitingAsync(client, WaitNodes.Approval());

        await client.FailAsync("POST", $"api/runs/{run}/{path}", expected, body);
        var comment = new JsonObject { ["comment"] = new string('x', 2_001) }.ToJsonString();
        Assert.Equal("validation_failed", await client.FailAsync("POST", $"api/runs/{run}/approve/w", HttpStatusCode.UnprocessableEntity, comment));

        Assert.Equal("open", Text((await client.CallAsync("GET", $"api/runs/{run}/waits"))["waits"]![0]!, "status"));
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    public async Task A_key_without_execute_steers_nothing(string scope)
    {
        var run = await WaitingAsync(await FlowClient.OfAsync(api, api.Ada), WaitNodes.Approval());
        var client = await FlowClient.OfAsync(api, api.Ada, scope);

        foreach (var path in (string[])["approve/w", "reject/w", "events/paid"])
        {
            Assert.Equal("scope_missing", await client.FailAsync("POST", $"api/runs/{run}/{path}", HttpStatusCode.Forbidden, "{}"));
        }
    }

    /// <summary>Starts a run of these nodes and waits until it waits.</summary>
    internal static async Task<string> WaitingAsync(FlowClient client, string nodes)
    {
        var flow = await client.CreateAsync(nodes, WaitNodes.Edges);
        var run = Text(await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted), "executionId");
        await EndAsync(client, run, "waiting");
        return run;
    }

    /// <summary>The run, once it has that status.</summary>
    internal static async Task<JsonNode> EndAsync(FlowClient client, string run, string status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var read = (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;
            if (Text(read, "status") == status)
            {
                return read;
            }

            Assert.DoesNotContain(Text(read, "status"), ((string[])["completed", "failed", "cancelled"]).Except([status]));
        }
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
