using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class RunFunctionTests(ApiHost api)
{
    private const string Greeting = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"greet","type":"custom","data":{"nodeType":"set","values":{"text":"Hello {{ inputs.name }}","raw":"{{ inputs.raw }}"}}}]
        """;

    private const string Waiting = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"greet","type":"custom","data":{"nodeType":"delay","seconds":3600}}]
        """;

    private const string Edge = """[{"id":"e","source":"start","target":"greet"}]""";

    [Fact]
    public async Task An_executed_flow_gives_its_result_to_whoever_waits()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);

        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", """{"inputs":{"name":"Ada"}}""");

        Assert.Equal("completed", Text(answer, "status"));
        Assert.Equal("Hello Ada", answer["output"]!["text"]!.GetValue<string>());
        var run = Text(answer, "executionId");
        var read = await client.CallAsync("GET", $"api/runs/{run}");
        Assert.True(JsonNode.DeepEquals(read["run"], read["data"]));
        Assert.Equal(("completed", flow, 2), (Text(read["run"]!, "status"), Text(read["run"]!, "flowId"), read["run"]!["steps"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Whoever_asks_for_a_stream_gets_the_runs_events_as_the_answer_and_its_address()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);

        using var response = await api.SendAsync(
            "POST", $"/api/flows/{flow}/execute?wait=60", api.Ada.Token, JsonContent.Create(new { inputs = new { name = "Ada" } }), ("Accept", "text/event-stream"));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("/api/runs/", response.Headers.Location!.OriginalString, StringComparison.Ordinal);

        // Whoever waits for long is told in between that somebody is still here.
        var text = (await response.Content.ReadAsStringAsync()).Replace(": still here\n\n", string.Empty, StringComparison.Ordinal);
        Assert.StartsWith("id: 1\nevent: run.started\n", text, StringComparison.Ordinal);
        Assert.Contains("event: run.completed\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/*, application/json;q=0.5")]
    [InlineData("text/event-stream;q=0, application/json")]
    public async Task Only_a_stream_asked_for_by_name_is_one(string accept)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);

        using var response = await api.SendAsync(
            "POST", $"/api/flows/{flow}/execute", api.Ada.Token, JsonContent.Create(new { inputs = new { name = "Ada" } }), ("Accept", accept));

        Assert.Equal((HttpStatusCode.Accepted, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_run_without_waiting_is_accepted_with_its_location_and_listed_as_a_process()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Waiting, Edge);

        var response = await client.SendAsync("POST", $"api/flows/{flow}/execute", "{}");
        var answer = await ApiHost.ReadAsync(response, HttpStatusCode.Accepted);

        var run = Text(answer, "executionId");
        Assert.Equal($"/api/runs/{run}", response.Headers.Location!.OriginalString);
        foreach (var name in (string[])["processes", "executions"])
        {
            var process = (await client.CallAsync("GET", $"api/flows/{flow}/{name}?limit=10"))["processes"]!.AsArray().Single()!;
            Assert.Equal((run, run), (Text(process, "processId"), Text(process, "_id")));
            Assert.Contains(Text(process, "status"), (string[])["queued", "running", "waiting"]);
            Assert.NotNull(process["startTime"]);
        }

        Assert.Equal(1, (await client.CallAsync("GET", $"api/flows/{flow}"))["flow"]!["processCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_same_idempotency_key_starts_one_run_and_another_request_under_it_is_refused()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);

        async Task<JsonNode> Start(string body, HttpStatusCode expected) => await ApiHost.ReadAsync(
            await client.SendAsync("POST", $"api/flows/{flow}/execute", body, ("Idempotency-Key", "once")), expected);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Start("""{"inputs":{"n":1}}""", HttpStatusCode.Accepted)));

        Assert.Single(answers.Select(answer => Text(answer, "executionId")).Distinct());
        Assert.Equal("idempotency_key_reused", Text(await Start("""{"inputs":{"n":2}}""", HttpStatusCode.UnprocessableEntity), "code"));
        Assert.Single((await client.CallAsync("GET", $"api/runs?flowId={flow}"))["runs"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"inputs":[]}""")]
    [InlineData("""{"inputs":"x"}""")]
    [InlineData("""{"inputs":{},"nodes":[]}""")]
    [InlineData("""{"flow":{}}""")]
    [InlineData("""{"owner":"eve"}""")]
    public async Task An_execution_takes_inputs_and_nothing_else(string body)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);

        Assert.Equal("malformed_request", await client.FailAsync("POST", $"api/flows/{flow}/execute", HttpStatusCode.BadRequest, body));
        Assert.Empty((await client.CallAsync("GET", $"api/runs?flowId={flow}"))["runs"]!.AsArray());
    }

    [Theory]
    [InlineData("{{ 6*7 }}")]
    [InlineData("{{ run.id }}")]
    [InlineData("{{ constructor.constructor('return 1')() }}")]
    public async Task Data_that_looks_like_an_expression_arrives_as_it_is(string text)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);
        var body = new JsonObject { ["inputs"] = new JsonObject { ["name"] = text, ["raw"] = text } };

        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", body.ToJsonString());

        Assert.Equal(("Hello " + text, text), (Text(answer["output"]!, "text"), Text(answer["output"]!, "raw")));
    }

    [Fact]
    public async Task Steps_tell_what_went_in_and_out()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);
        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", """{"inputs":{"name":"Ada"}}""");

        var steps = (await client.CallAsync("GET", $"api/runs/{Text(answer, "executionId")}/steps"))["steps"]!.AsArray();

        Assert.Equal(["start", "greet"], steps.Select(step => Text(step!, "nodeId")));
        Assert.All(steps, step => Assert.Equal("completed", Text(step!, "status")));
        Assert.Equal("Ada", steps[1]!["input"]!["name"]!.GetValue<string>());
        Assert.Equal("Hello Ada", steps[1]!["output"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Events_come_in_order_without_gaps_and_go_on_where_a_client_left()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);
        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");
        var path = $"api/runs/{Text(answer, "executionId")}/events";

        using var all = await client.SendAsync("GET", path);
        Assert.Equal("text/event-stream", all.Content.Headers.ContentType!.MediaType);
        var text = await all.Content.ReadAsStringAsync();
        using var rest = await client.SendAsync("GET", path, null, ("Last-Event-ID", "2"));
        var later = await rest.Content.ReadAsStringAsync();

        var numbers = text.Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal)).Select(line => int.Parse(line[4..], null)).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        Assert.Contains("event: run.started", text, StringComparison.Ordinal);
        Assert.Contains("event: run.completed", text, StringComparison.Ordinal);
        Assert.EndsWith(later, text, StringComparison.Ordinal);
        Assert.StartsWith("id: 3\n", later, StringComparison.Ordinal);
        Assert.Equal("malformed_request", await Problem.CodeAsync(
            await client.SendAsync("GET", path, null, ("Last-Event-ID", "x")), HttpStatusCode.BadRequest));
        using var nothing = await client.SendAsync("GET", path, null, ("Last-Event-ID", numbers[^1].ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Fact]
    public async Task A_flow_that_can_begin_nowhere_is_refused_instead_of_completing_with_nothing_done()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(
            """[{"id":"a","data":{"nodeType":"set","value":1}},{"id":"b","data":{"nodeType":"set","value":1}}]""",
            """[{"id":"1","source":"a","target":"b"},{"id":"2","source":"b","target":"a"}]""");

        Assert.Equal("validation_failed", await client.FailAsync("POST", $"api/flows/{flow}/execute", HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_waiting_run_can_be_cancelled_once_and_again_and_stays_so()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Waiting, Edge);
        var started = await ApiHost.ReadAsync(await client.SendAsync("POST", $"api/flows/{flow}/execute", "{}"), HttpStatusCode.Accepted);
        var run = Text(started, "executionId");

        Assert.Equal("cancelled", Text((await client.CallAsync("POST", $"api/runs/{run}/cancel"))["run"]!, "status"));
        Assert.Equal("cancelled", Text((await client.CallAsync("POST", $"api/runs/{run}/cancel"))["run"]!, "status"));

        Assert.Equal([run], (await client.CallAsync("GET", $"api/runs?flowId={flow}&status=cancelled"))["runs"]!.AsArray().Select(r => Text(r!, "id")));
        using var events = await client.SendAsync("GET", $"api/runs/{run}/events");
        Assert.Contains("event: run.cancelled", await events.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_completed_run_cannot_be_cancelled()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);
        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");

        Assert.Equal("run_ended", await client.FailAsync("POST", $"api/runs/{Text(answer, "executionId")}/cancel", HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_node_that_cannot_run_fails_the_run_with_a_code_and_the_node()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync("""[{"id":"app","type":"custom","data":{"nodeType":"hiveapp","startNode":true}}]""");

        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");

        Assert.Equal("failed", Text(answer, "status"));
        Assert.Equal("app", Text(answer["failure"]!, "nodeId"));
    }

    [Fact]
    public async Task A_large_output_is_read_by_a_link_that_needs_no_credential_and_takes_no_changes()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Greeting, Edge);
        var body = new JsonObject { ["inputs"] = new JsonObject { ["name"] = new string('a', 40_000) } };
        var answer = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", body.ToJsonString());
        var step = (await client.CallAsync("GET", $"api/runs/{Text(answer, "executionId")}/steps"))["steps"]![1]!;
        var path = new Uri(Text(step, "outputUrl")).PathAndQuery;

        Assert.Null(step["output"]);
        using var file = await api.SendAsync("GET", path);
        Assert.Equal(40_006, (await ApiHost.ReadAsync(file, HttpStatusCode.OK))["text"]!.GetValue<string>().Length);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", file.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var changed = path[..^4] + (path.EndsWith("aaaa", StringComparison.Ordinal) ? "bbbb" : "aaaa");
        Assert.Equal("not_found", await Problem.CodeAsync(await api.SendAsync("GET", changed), HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("status=open")]
    [InlineData("status[$ne]=failed")]
    [InlineData("status=failed&status=queued")]
    [InlineData("from=yesterday")]
    [InlineData("cursor=nonsense")]
    public async Task A_filter_that_is_none_is_refused(string query) => Assert.Equal(
        "malformed_request", await (await FlowClient.OfAsync(api, api.Ada)).FailAsync("GET", $"api/runs?{query}", HttpStatusCode.BadRequest));

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
