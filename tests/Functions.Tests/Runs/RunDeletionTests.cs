using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Files;
using HiveFlow.Functions.Runs;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Identity.Organizations;
using HiveFlow.Metering.Credits;
using HiveFlow.Processors.Agents;
using HiveFlow.Runs.Removal;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class RunDeletionTests(ApiHost api)
{
    private const string Nodes = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"big","type":"custom","data":{"nodeType":"set","checkpoint":true,"values":{"text":"{{ inputs.text }}"}}},
         {"id":"last","type":"custom","data":{"nodeType":"delay","seconds":"{{ inputs.seconds }}"}}]
        """;

    private const string Edges = """[{"id":"e1","source":"start","target":"big"},{"id":"e2","source":"big","target":"last"}]""";

    [Fact]
    public async Task A_deleted_run_is_gone_with_its_steps_logs_files_and_durable_history()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var durable = api.Get<DurableTaskClient>();
        var run = await RunAsync(client, 0);
        await durable.WaitForInstanceCompletionAsync(run);
        var tenant = (await api.CallerAsync(api.Ada)).Tenant;
        var kept = await api.Get<FileShelf>().SaveAsync(
            tenant, new NewFile("made.txt", "text/plain") { RunId = run }, new MemoryStream("made"u8.ToArray()), default);

        var answer = await client.CallAsync("DELETE", $"api/runs/{run}");

        Assert.Equal((run, "completed"), (answer["run"]!["id"]!.GetValue<string>(), answer["data"]!["status"]!.GetValue<string>()));
        foreach (var path in new[] { string.Empty, "/steps", "/logs", "/events" })
        {
            Assert.Equal("not_found", await client.FailAsync("GET", $"api/runs/{run}{path}", HttpStatusCode.NotFound));
        }

        Assert.Equal("not_found", await client.FailAsync("DELETE", $"api/runs/{run}", HttpStatusCode.NotFound));
        Assert.Equal("not_found", await client.FailAsync("GET", $"api/files/{kept.Value!.Id}", HttpStatusCode.NotFound));
        Assert.Equal(0, await api.Get<IFileStore>().DeleteSomeAsync(tenant, $"runs/{run}", 1, default));
        Assert.Null(await durable.GetInstanceAsync(run));
        using var audit = await api.SendAsync("GET", $"api/audit?target={run}", api.Ada.Token);
        Assert.Equal("run.deleted", (await ApiHost.ReadAsync(audit, HttpStatusCode.OK))["entries"]!.AsArray().Single()!["action"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_back_end_that_does_not_let_go_of_the_history_yet_keeps_nothing_else()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await RunAsync(client, 0);
        var tenant = (await api.CallerAsync(api.Ada)).Tenant;
        Assert.True((await api.Get<RunRemoval>().BeginAsync(tenant, run, _ => [], default)).IsSuccess);

        var isDone = await api.Get<RunEraser>().EraseAsync(new RefusingClient(), tenant, run, DateTimeOffset.MaxValue, default);

        Assert.True(isDone);
        Assert.Equal(0, await api.Get<IFileStore>().DeleteSomeAsync(tenant, $"runs/{run}", 1, default));
    }

    [Fact]
    public async Task A_run_that_goes_on_is_not_deleted()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var run = await RunAsync(client, 3_600, wait: false);

        Assert.Equal("run_not_ended", await client.FailAsync("DELETE", $"api/runs/{run}", HttpStatusCode.Conflict));
        await client.CallAsync("POST", $"api/runs/{run}/cancel");
        await client.CallAsync("DELETE", $"api/runs/{run}");
    }

    [Fact]
    public async Task A_retry_keeps_the_large_outputs_that_it_took_over_when_the_first_run_is_deleted()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var first = await RunAsync(client, "\"soon\"");
        var retry = (await client.CallAsync("POST", $"api/runs/{first}/retry", "{}", HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        await EndAsync(client, retry);

        await client.CallAsync("DELETE", $"api/runs/{first}");

        var steps = (await client.CallAsync("GET", $"api/runs/{retry}/steps"))["steps"]!.AsArray();
        var big = steps.Single(step => step!["nodeId"]!.GetValue<string>() == "big")!;
        Assert.Equal(first, big["takenFrom"]!.GetValue<string>());
        var output = await api.Client.GetStringAsync(new Uri(big["outputUrl"]!.GetValue<string>()).PathAndQuery);
        Assert.Equal(40_000, JsonNode.Parse(output)!["text"]!.GetValue<string>().Length);
    }

    [Fact]
    public async Task Runs_that_ended_longer_ago_than_their_plan_keeps_them_go_and_no_others()
    {
        var person = await api.RegisterAsync("retention@example.com", "Ruth");
        var (client, ada) = (await FlowClient.OfAsync(api, person), await FlowClient.OfAsync(api, api.Ada));
        var (old, waiting, others) = (await RunAsync(client, 0), await RunAsync(client, 3_600, wait: false), await RunAsync(ada, 0));
        var organization = (await api.CallerAsync(person)).OrganizationId.ToString();
        var credits = new CreditsOptions { Organizations = { [organization] = "brief" }, Plans = { ["brief"] = 0 } };
        var retention = Options.Create(new RetentionOptions { Days = 0, Plans = { ["brief"] = 30 } });

        foreach (var (days, expected) in new[] { (29, HttpStatusCode.OK), (31, HttpStatusCode.NotFound) })
        {
            var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(days));
            var store = api.Get<IDocumentStore>();
            var removal = new RunRemoval(store, api.Get<IFileStore>(), clock);
            var job = new RetentionJob(
                api.Get<OrganizationWalk>(),
                removal,
                new RunEraser(removal, api.Get<FileShelf>(), api.Get<Conversations>(), clock),
                new MonthlyGrants(store, api.Get<HotBalance>(), Options.Create(credits), clock),
                retention,
                store,
                clock,
                NullLogger<RetentionJob>.Instance);

            // Goes on where the last call stopped, which may be the host's own that is half way round: then the next one begins anew.
            var (began, status) = (TimeProvider.System.GetTimestamp(), HttpStatusCode.Unused);
            while (status != expected)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), $"{status} after {days} days");
                Assert.False(await job.RunAsync(api.Get<DurableTaskClient>(), clock.GetUtcNow().AddSeconds(40), default));
                using var read = await client.SendAsync("GET", $"api/runs/{old}");
                status = read.StatusCode;
            }
        }

        await client.CallAsync("GET", $"api/runs/{waiting}");
        await ada.CallAsync("GET", $"api/runs/{others}");
    }

    private static Task<string> RunAsync(FlowClient client, int seconds, bool wait = true) =>
        RunAsync(client, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), wait);

    private static async Task<string> RunAsync(FlowClient client, string seconds, bool wait = true)
    {
        var flow = await client.CreateAsync(Nodes, Edges);
        var body = new StringBuilder("{\"inputs\":{\"text\":\"").Append('x', 40_000).Append("\",\"seconds\":").Append(seconds).Append("}}").ToString();
        var answer = await client.CallAsync(
            "POST", $"api/flows/{flow}/execute{(wait ? "?wait=60" : string.Empty)}", body, wait ? HttpStatusCode.OK : HttpStatusCode.Accepted);
        return answer["executionId"]!.GetValue<string>();
    }

    private static async Task<JsonNode> EndAsync(FlowClient client, string run)
    {
        using var events = await client.SendAsync("GET", $"api/runs/{run}/events");
        await events.Content.ReadAsStringAsync();
        return (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;
    }
}
