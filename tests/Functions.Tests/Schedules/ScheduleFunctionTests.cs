using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Schedules;

[Collection(ApiGroup.Name)]
public sealed class ScheduleFunctionTests(ApiHost api)
{
    private const string Full = """
        {"name":"nightly","cron":"30 2 * * *","timeZone":"Europe/Berlin","from":"2060-03-27T00:00:00Z","until":"2060-04-01T00:00:00Z",
         "jitterSeconds":0,"overlap":"queue","missed":"all","missedLimit":3,"input":{"n":1}}
        """;

    [Fact]
    public async Task A_schedule_is_made_shown_with_its_next_runs_across_a_clock_change_listed_and_removed()
    {
        var (client, flow) = await FlowAsync();
        var made = (await client.CallAsync("POST", $"api/flows/{flow}/schedules", Full, HttpStatusCode.Created))["schedule"]!;
        var path = $"api/flows/{flow}/schedules/{made["id"]}";

        var shown = (await client.CallAsync("GET", path + "?runs=3"))["schedule"]!;

        // Berlin skips 02:30 on 2060-03-28: it runs at the next valid instant, 03:00 summer time.
        Assert.Equal(
            ["2060-03-27T01:30:00", "2060-03-28T01:00:00", "2060-03-29T00:30:00"],
            shown["nextRuns"]!.AsArray().Select(at => DateTimeOffset.Parse(at!.GetValue<string>(), null).UtcDateTime.ToString("s", null)));
        Assert.Equal(("queue", "all", 3), (Text(shown, "overlap"), Text(shown, "missed"), shown["missedLimit"]!.GetValue<int>()));
        Assert.Equal("""{"n":1}""", shown["input"]!.ToJsonString());
        Assert.Single((await client.CallAsync("GET", $"api/flows/{flow}/schedules"))["schedules"]!.AsArray());
        await client.CallAsync("DELETE", path);
        await client.CallAsync("GET", path, expected: HttpStatusCode.NotFound);
        await client.CallAsync("DELETE", $"api/flows/{flow}");
    }

    [Theory]
    [InlineData("""{"cron":"61 * * * *"}""", "cron")]
    [InlineData("""{"cron":"* * * *"}""", "cron")]
    [InlineData("""{"cron":"*/2 * * * * *"}""", "cron")]
    [InlineData("""{"cron":"0 0 30 2 *"}""", "cron")]
    [InlineData("""{"cron":"@daily","timeZone":"Europe/Atlantis"}""", "timeZone")]
    [InlineData("""{"cron":"@daily","intervalValue":5,"intervalUnit":"minutes"}""", "intervalValue")]
    [InlineData("""{"intervalValue":5,"intervalUnit":"fortnights"}""", "intervalUnit")]
    [InlineData("""{"intervalValue":0,"intervalUnit":"minutes"}""", "intervalValue")]
    [InlineData("""{"cron":"@daily","from":"2030-01-02T00:00:00Z","until":"2030-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"cron":"@daily","jitterSeconds":601}""", "jitterSeconds")]
    [InlineData("""{"cron":"@daily","overlap":"sometimes"}""", "overlap")]
    [InlineData("""{"cron":"@daily","missed":"some"}""", "missed")]
    [InlineData("""{"cron":"@daily","missedLimit":101}""", "missedLimit")]
    [InlineData("""{"cron":"@daily","input":[1]}""", "input")]
    [InlineData("""{"cron":"@daily","inputs":[1]}""", "inputs")]
    [InlineData("{}", "cron")]
    public async Task What_makes_no_sense_is_422_naming_the_field_makes_nothing_and_previews_nothing(string body, string field)
    {
        var (client, flow) = await FlowAsync();
        foreach (var route in new[] { "schedules", "schedules/preview" })
        {
            using var response = await client.SendAsync("POST", $"api/flows/{flow}/{route}", body);
            var problem = await ApiHost.ReadAsync(response, HttpStatusCode.UnprocessableEntity);
            Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
        }

        Assert.Empty((await client.CallAsync("GET", $"api/flows/{flow}/schedules"))["schedules"]!.AsArray());
    }

    [Fact]
    public async Task What_its_runs_are_given_is_named_inputs_as_where_a_run_is_started_or_input_but_not_both()
    {
        var (client, flow) = await FlowAsync();
        var path = $"api/flows/{flow}/schedules";

        var made = (await client.CallAsync("POST", path, """{"cron":"@daily","inputs":{"n":2}}""", HttpStatusCode.Created))["schedule"]!;
        var changed = (await client.CallAsync("PUT", $"{path}/{made["id"]}", """{"cron":"@daily","input":{"n":3}}"""))["schedule"]!;

        Assert.All([(made, 2), (changed, 3)], shown => Assert.Equal(
            (shown.Item2, shown.Item2), (shown.Item1["input"]!["n"]!.GetValue<int>(), shown.Item1["inputs"]!["n"]!.GetValue<int>())));
        foreach (var route in new[] { path, path + "/preview" })
        {
            using var both = await client.SendAsync("POST", route, """{"cron":"@daily","input":{},"inputs":{}}""");
            Assert.NotNull((await ApiHost.ReadAsync(both, HttpStatusCode.BadRequest))["errors"]!["inputs"]);
        }
    }

    [Fact]
    public async Task A_bad_cron_expression_is_told_what_is_wrong_with_it()
    {
        var (client, flow) = await FlowAsync();
        using var response = await client.SendAsync("POST", $"api/flows/{flow}/schedules", """{"cron":"61 * * * *"}""");
        var sentence = (await ApiHost.ReadAsync(response, HttpStatusCode.UnprocessableEntity))["errors"]!["cron"]![0]!.GetValue<string>();
        Assert.Contains("between 0 and 59", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_race_is_409_and_a_start_by_the_schedule_is_none()
    {
        var (client, flow) = await FlowAsync();
        var made = (await client.CallAsync("POST", $"api/flows/{flow}/schedules", """{"cron":"@daily"}""", HttpStatusCode.Created))["schedule"]!;
        var path = $"api/flows/{flow}/schedules/{made["id"]}";
        Assert.Equal(1, made["version"]!.GetValue<long>());
        var second = (await client.CallAsync("PUT", path, """{"cron":"@hourly","version":1}"""))["schedule"]!;
        Assert.Equal(2, second["version"]!.GetValue<long>());
        Assert.Equal("version_conflict", await client.FailAsync("PUT", path, HttpStatusCode.Conflict, """{"cron":"@weekly","version":1}"""));
        using var stale = await client.SendAsync("DELETE", path, null, ("If-Match", "\"1\""));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Equal("@hourly", Text((await client.CallAsync("GET", path))["schedule"]!, "cron"));
    }

    [Fact]
    public async Task A_paused_schedule_has_no_next_run_until_it_is_resumed_and_each_act_is_in_the_audit_log()
    {
        var (client, flow) = await FlowAsync();
        var made = (await client.CallAsync("POST", $"api/flows/{flow}/schedules", """{"cron":"@hourly"}""", HttpStatusCode.Created))["schedule"]!;
        var path = $"api/flows/{flow}/schedules/{made["id"]}";

        var paused = (await client.CallAsync("POST", path + "/pause"))["schedule"]!;
        Assert.True(paused["paused"]!.GetValue<bool>());
        Assert.Empty(paused["nextRuns"]!.AsArray());
        var resumed = (await client.CallAsync("POST", path + "/resume"))["schedule"]!;
        Assert.Equal(5, resumed["nextRuns"]!.AsArray().Count);
        await client.CallAsync("DELETE", path);

        using var audit = await api.SendAsync("GET", $"api/audit?target={made["id"]}", api.Ada.Token);
        var acts = (await ApiHost.ReadAsync(audit, HttpStatusCode.OK))["entries"]!.AsArray().Select(entry => Text(entry!, "action"));
        Assert.Equal(["schedule.deleted", "schedule.resumed", "schedule.paused", "schedule.created"], acts);
    }

    [Fact]
    public async Task A_schedule_of_a_trigger_node_takes_policies_but_neither_another_timing_nor_removal()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync($"[{FlowClient.Node}]");
        var schedule = (await client.CallAsync("GET", $"api/flows/{flow}/schedules"))["schedules"]!.AsArray().Single()!;
        var path = $"api/flows/{flow}/schedules/{schedule["id"]}";
        Assert.Equal("t", Text(schedule, "nodeId"));

        var changed = (await client.CallAsync(
            "PUT", path, """{"intervalValue":5,"intervalUnit":"minutes","overlap":"parallel","jitterSeconds":30,"paused":true}"""))["schedule"]!;
        Assert.Equal("parallel", Text(changed, "overlap"));
        await client.FailAsync("PUT", path, HttpStatusCode.UnprocessableEntity, """{"cron":"@daily"}""");
        await client.FailAsync("DELETE", path, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_same_key_makes_one_schedule()
    {
        var (client, flow) = await FlowAsync();
        for (var time = 0; time < 2; time++)
        {
            using var response = await client.SendAsync("POST", $"api/flows/{flow}/schedules", """{"cron":"@daily"}""", ("Idempotency-Key", $"schedule-{flow}"));
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }

        Assert.Single((await client.CallAsync("GET", $"api/flows/{flow}/schedules"))["schedules"]!.AsArray());
    }

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();

    private async Task<(FlowClient Client, string Flow)> FlowAsync()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        return (client, await client.CreateAsync());
    }
}
