using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Functions.Tests.Organizations;

namespace HiveFlow.Functions.Tests.Usage;

public sealed class UsageFunctionTests : IAsyncLifetime
{
    private const string Nodes = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"next","type":"custom","data":{"nodeType":"set","values":{"x":1}}}]
        """;

    private Club club = null!;
    private FlowClient ada = null!;

    public async Task InitializeAsync()
    {
        club = await Club.StartAsync();
        ada = await FlowClient.OfAsync(club.Api, club.Ada);
    }

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task Usage_is_told_by_day_flow_and_node_type_and_adds_up_to_what_was_charged()
    {
        var (one, two) = (await RunAsync(2), await RunAsync(1));

        var day = Assert.Single(await RowsAsync("day"))!;
        Assert.Equal(("2026-03-01", 3L, 6L, 360L), (Text(day, "day"), Number(day, "runs"), Number(day, "steps"), Number(day, "millicredits")));
        var flows = (await RowsAsync("flow")).ToDictionary(r => Text(r!, "flowId")!, r => Number(r!, "millicredits"));
        Assert.Equal(new Dictionary<string, long> { [one] = 240, [two] = 120 }, flows);
        var nodes = (await RowsAsync("node")).ToDictionary(r => Text(r!, "nodeType")!, r => (Number(r!, "steps"), Number(r!, "millicredits")));
        Assert.Equal(new Dictionary<string, (long, long)> { ["run"] = (0, 300), ["trigger"] = (3, 30), ["set"] = (3, 30) }, nodes);
    }

    [Fact]
    public async Task Usage_comes_as_CSV_too()
    {
        var flow = await RunAsync(1);

        using var response = await ada.SendAsync("GET", "api/usage/export?by=day,flow");

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["day,flowId,keyId,nodeType,runs,steps,millicredits,units", $"\"2026-03-01\",\"{flow}\",,,\"1\",\"2\",\"120\","], lines);
    }

    [Theory]
    [InlineData("by=week")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z")]
    [InlineData("to=0001-01-01")]
    public async Task What_cannot_be_reported_is_refused(string query) =>
        Assert.Equal("validation_failed", await ada.FailAsync("GET", $"api/usage?{query}", HttpStatusCode.UnprocessableEntity));

    private static string? Text(JsonNode row, string name) => row[name]?.GetValue<string>();

    private static long Number(JsonNode row, string name) => row[name]!.GetValue<long>();

    private async Task<string> RunAsync(int times)
    {
        var flow = await ada.CreateAsync(Nodes, """[{"id":"e","source":"start","target":"next"}]""");
        for (var i = 0; i < times; i++)
        {
            await ada.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");
        }

        return flow;
    }

    private async Task<JsonArray> RowsAsync(string by) => (await ada.CallAsync("GET", $"api/usage?by={by}"))["usage"]!.AsArray();
}
