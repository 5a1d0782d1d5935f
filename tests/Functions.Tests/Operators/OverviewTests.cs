using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Operators;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.Functions.Tests.Organizations;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Functions.Tests.Operators;

public sealed class OverviewTests : IAsyncLifetime
{
    private const string Good = """[{"id":"a","type":"custom","data":{"nodeType":"set","values":{"x":1},"startNode":true}}]""";
    private const string Bad = """[{"id":"a","type":"custom","data":{"nodeType":"nothing-known","startNode":true}}]""";
    private Club club = null!;
    private ApiHost.Person boss = null!;

    public async Task InitializeAsync()
    {
        club = await Club.StartAsync();
        boss = await club.Api.RegisterAsync(ApiHost.OperatorEmail, "Operator");
        await Crew.SetSessionAsync(club.Api, boss, s => s with { Method = SessionStart.Totp });
        await club.FreshAsync(boss);
    }

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task Operators_see_instances_failures_queues_stores_and_background_work()
    {
        var client = await FlowClient.OfAsync(club.Api, club.Ada);
        foreach (var nodes in new[] { Good, Bad, Bad })
        {
            var flow = await client.CreateAsync(nodes);
            await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");
        }

        // A run is counted right after whoever waits for it has been told.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        JsonNode seen;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            seen = await BossAsync("GET", "/api/operator/overview");
        }
        while (Hour(seen, "completed") + Hour(seen, "failed") < 3);

        var instance = seen["instances"]!.AsArray().Single()!;
        Assert.Equal(seen["instance"]!.GetValue<string>(), instance["id"]!.GetValue<string>());
        Assert.Equal(InstanceBeat.Version, instance["version"]!.GetValue<string>());
        Assert.True(instance["memoryMb"]!.GetValue<long>() > 0);
        Assert.Equal((3, 1, 2), (Hour(seen, "started"), Hour(seen, "completed"), Hour(seen, "failed")));
        Assert.Equal((0, 0), (Queue(seen, "runsQueued"), Queue(seen, "deliveriesOverdue")));
        Assert.Equal(["documents", "engine", "files", "redis"], seen["dependencies"]!.AsArray().Select(d => d!["name"]!.GetValue<string>()).Order());
        Assert.Contains(seen["jobs"]!.AsArray(), j => j!["name"]!.GetValue<string>() == "zombies");
    }

    [Fact]
    public async Task A_log_level_is_changed_for_ours_alone_listed_and_over_by_itself()
    {
        foreach (var (body, field) in new (object, string)[]
        {
            (new { category = "Microsoft.AspNetCore", level = "debug", minutes = 5 }, "category"),
            (new { category = "HiveFlowElse", level = "debug", minutes = 5 }, "category"),
            (new { category = "HiveFlow.Runs", level = "3", minutes = 5 }, "level"),
            (new { category = "HiveFlow.Runs", level = "debug", minutes = 1_441 }, "minutes"),
            (new { category = "HiveFlow.Runs", level = "debug" }, "minutes"),
        })
        {
            using var refused = await club.Api.SendAsync("PUT", "/api/operator/log-level", boss.Token, JsonContent.Create(body));
            Assert.Contains(field, (await ApiHost.ReadAsync(refused, HttpStatusCode.UnprocessableEntity))["errors"]!.AsObject().Select(e => e.Key));
        }

        await BossAsync("PUT", "/api/operator/log-level", new { category = "HiveFlow.Runs", level = "debug", minutes = 5 });
        var listed = (await BossAsync("GET", "/api/operator/log-level"))["levels"]!.AsArray().Single()!;
        club.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(("HiveFlow.Runs", "debug"), (listed["category"]!.GetValue<string>(), listed["level"]!.GetValue<string>()));
        Assert.Empty((await BossAsync("GET", "/api/operator/log-level"))["levels"]!.AsArray());
    }

    [Fact]
    public async Task Triggers_of_a_closed_organization_and_of_a_person_who_is_shut_out_start_nothing_until_they_are_let()
    {
        var client = await FlowClient.OfAsync(club.Api, club.Eve);
        var flow = await client.CreateAsync(Good);
        var hook = (await client.CallAsync("POST", $"api/flows/{flow}/webhooks", """{"type":"simple"}""", HttpStatusCode.Created))["webhook"]!;
        var path = new Uri(hook["url"]!.GetValue<string>()).AbsolutePath;
        await client.CallAsync("POST", $"api/flows/{flow}/resume");
        var caller = await club.Api.CallerAsync(club.Eve);
        foreach (var target in new[] { $"organizations/{caller.OrganizationId}", $"users/{caller.UserId}" })
        {
            Assert.Equal(HttpStatusCode.Accepted, await TriggerAsync(path));
            await BossAsync("POST", $"/api/operator/{target}/disable");
            Assert.Equal(HttpStatusCode.NotFound, await TriggerAsync(path));
            await BossAsync("POST", $"/api/operator/{target}/enable");
            Assert.Equal(HttpStatusCode.Accepted, await TriggerAsync(path));
        }
    }

    private static long Hour(JsonNode seen, string name) => seen["lastHour"]![name]!.GetValue<long>();

    private static int Queue(JsonNode seen, string name) => seen["queues"]![name]!.GetValue<int>();

    private async Task<HttpStatusCode> TriggerAsync(string path)
    {
        using var answer = await club.Api.SendAsync("POST", path, null, JsonContent.Create(new { x = 1 }));
        return answer.StatusCode;
    }

    private async Task<JsonNode> BossAsync(string method, string path, object? body = null)
    {
        using var answer = await club.Api.SendAsync(method, path, boss.Token, body is null ? null : JsonContent.Create(body));
        return await ApiHost.ReadAsync(answer, HttpStatusCode.OK);
    }
}
