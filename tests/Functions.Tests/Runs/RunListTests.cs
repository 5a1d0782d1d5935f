using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class RunListTests(ApiHost api)
{
    private const string Failing = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"odd","type":"custom","data":{"nodeType":"nosuchthing"}}]
        """;

    private const string Edge = """[{"id":"e","source":"start","target":"odd"}]""";

    [Fact]
    public async Task A_failed_run_is_found_by_flow_trigger_and_words_of_its_error()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Failing, Edge);
        var run = (await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}"))["executionId"]!.GetValue<string>();

        Assert.Equal([run], Ids(await client.CallAsync("GET", $"api/runs?flowId={flow}&status=failed&trigger=api&error=NoSuchThing")));
        Assert.Empty(Ids(await client.CallAsync("GET", $"api/runs?flowId={flow}&error=elephant")));
        Assert.Empty(Ids(await client.CallAsync("GET", $"api/runs?flowId={flow}&trigger=webhook")));
    }

    [Theory]
    [InlineData("trigger=nobody", "trigger", HttpStatusCode.BadRequest)]
    [InlineData("status=done", "status", HttpStatusCode.BadRequest)]
    [InlineData("error=.*", "error", HttpStatusCode.UnprocessableEntity)]
    [InlineData("error=aa+bb+cc+dd+ee+ff+gg+hh+ii", "error", HttpStatusCode.UnprocessableEntity)]
    [InlineData("error[$regex]=x", "error[$regex]", HttpStatusCode.BadRequest)]
    [InlineData("triggerId=a&triggerId=b", "triggerId", HttpStatusCode.BadRequest)]
    public async Task A_filter_that_is_none_is_refused_by_name(string query, string field, HttpStatusCode expected)
    {
        using var response = await api.SendAsync("GET", $"/api/runs?{query}", api.Ada.Token);

        var problem = await ApiHost.ReadAsync(response, expected);
        Assert.NotNull(problem["errors"]![field]);
    }

    private static IEnumerable<string> Ids(JsonNode answer) => answer["runs"]!.AsArray().Select(run => run!["id"]!.GetValue<string>());
}
