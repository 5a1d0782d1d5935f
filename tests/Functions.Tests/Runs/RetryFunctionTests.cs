using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class RetryFunctionTests(ApiHost api)
{
    // The last node fails while nobody has said by name what it needs.
    private const string Nodes = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"first","type":"custom","data":{"nodeType":"set","checkpoint":true,"values":{"n":"{{ inputs.n }}"}}},
         {"id":"last","type":"custom","data":{"nodeType":"delay","seconds":"{{ inputs.seconds }}"}}]
        """;

    private const string Edges = """[{"id":"e1","source":"start","target":"first"},{"id":"e2","source":"first","target":"last"}]""";

    [Fact]
    public async Task A_failed_run_is_tried_again_from_where_it_failed_as_a_run_of_its_own()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var failed = await RunAsync(client, """{"inputs":{"n":7,"seconds":"soon"}}""");
        Assert.Equal("failed", Text(failed, "status"));

        var answer = await ApiHost.ReadAsync(await client.SendAsync("POST", $"api/runs/{Id(failed)}/retry"), HttpStatusCode.Accepted);
        var retried = await EndAsync(client, Text(answer, "executionId"));

        Assert.Equal(("failed", Id(failed), 1), (Text(retried, "status"), Text(retried, "retryOf"), retried["steps"]!.GetValue<int>()));
        var steps = (await client.CallAsync("GET", $"api/runs/{Text(retried, "id")}/steps"))["steps"]!.AsArray();
        Assert.Equal(Id(failed), Text(steps.Single(step => Text(step!, "nodeId") == "first")!, "takenFrom"));
        Assert.Null(steps.Single(step => Text(step!, "nodeId") == "last")!["takenFrom"]);
    }

    [Fact]
    public async Task The_same_idempotency_key_tries_once()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var failed = await RunAsync(client, """{"inputs":{"seconds":"soon"}}""");

        async Task<string> RetryAsync() => Text(await ApiHost.ReadAsync(
            await client.SendAsync("POST", $"api/runs/{Id(failed)}/retry", "{}", ("Idempotency-Key", $"r-{Id(failed)}")), HttpStatusCode.Accepted), "executionId");

        Assert.Equal(await RetryAsync(), await RetryAsync());
    }

    [Fact]
    public async Task A_completed_run_is_tried_again_from_a_named_step_only()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var done = await RunAsync(client, """{"inputs":{"n":7,"seconds":0}}""");

        Assert.Equal("validation_failed", await client.FailAsync("POST", $"api/runs/{Id(done)}/retry", HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation_failed", await client.FailAsync("POST", $"api/runs/{Id(done)}/retry", HttpStatusCode.UnprocessableEntity, """{"fromStep":"none"}"""));
        var answer = await ApiHost.ReadAsync(
            await client.SendAsync("POST", $"api/runs/{Id(done)}/retry", """{"fromStep":"last"}"""), HttpStatusCode.Accepted);

        Assert.Equal("completed", Text(await EndAsync(client, Text(answer, "executionId")), "status"));
    }

    [Fact]
    public async Task A_run_starts_again_with_its_input()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var done = await RunAsync(client, """{"inputs":{"n":7,"seconds":0}}""");

        var answer = await ApiHost.ReadAsync(await client.SendAsync("POST", $"api/runs/{Id(done)}/rerun"), HttpStatusCode.Accepted);
        var again = await EndAsync(client, Text(answer, "executionId"));

        Assert.Equal(("completed", Id(done), 7), (Text(again, "status"), Text(again, "retryOf"), again["output"]!["n"]!.GetValue<int>()));
        Assert.Equal(3, again["steps"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_key_that_ran_one_run_again_runs_no_other_again()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);
        var (one, other) = (await StartAsync(), await StartAsync());

        using var first = await client.SendAsync("POST", $"api/runs/{one}/rerun", null, ("Idempotency-Key", $"rerun {one}"));
        using var repeated = await client.SendAsync("POST", $"api/runs/{one}/rerun", null, ("Idempotency-Key", $"rerun {one}"));
        using var foreign = await client.SendAsync("POST", $"api/runs/{other}/rerun", null, ("Idempotency-Key", $"rerun {one}"));

        Assert.Equal(
            Text(await ApiHost.ReadAsync(first, HttpStatusCode.Accepted), "executionId"), Text(await ApiHost.ReadAsync(repeated, HttpStatusCode.Accepted), "executionId"));
        Assert.Equal("idempotency_key_reused", await Problem.CodeAsync(foreign, HttpStatusCode.UnprocessableEntity));

        async Task<string> StartAsync() => Text(
            await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", """{"inputs":{"n":7,"seconds":0}}"""), "executionId");
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("rerun")]
    public async Task A_stranger_and_a_key_without_execute_start_nothing(string how)
    {
        var done = await RunAsync(await FlowClient.OfAsync(api, api.Ada), """{"inputs":{"seconds":"soon"}}""");

        Assert.Equal("not_found", await (await FlowClient.OfAsync(api, api.Eve)).FailAsync("POST", $"api/runs/{Id(done)}/{how}", HttpStatusCode.NotFound));
        Assert.Equal("scope_missing", await (await FlowClient.OfAsync(api, api.Ada, "read")).FailAsync("POST", $"api/runs/{Id(done)}/{how}", HttpStatusCode.Forbidden));
    }

    private static async Task<JsonNode> RunAsync(FlowClient client, string body)
    {
        var flow = await client.CreateAsync(Nodes, Edges);
        return await EndAsync(client, Text(await client.CallAsync("POST", $"api/flows/{flow}/execute", body, HttpStatusCode.Accepted), "executionId"));
    }

    private static async Task<JsonNode> EndAsync(FlowClient client, string run)
    {
        using var events = await client.SendAsync("GET", $"api/runs/{run}/events");
        await events.Content.ReadAsStringAsync();
        return (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;
    }

    private static string Id(JsonNode run) => Text(run, "id");

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
