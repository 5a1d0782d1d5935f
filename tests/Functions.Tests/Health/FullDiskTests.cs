using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Functions.Tests.Waits;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Functions.Tests.Health;

/// <summary>The disk is full: SQLite's own limit of pages on the real host's database, which gives the same SQLITE_FULL.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const string Token = "a token for those who watch";

    // Larger than any room that is left in pages the file has already.
    private static readonly string Large = """{"name":"large","nodes":[{"id":"a","type":"custom","data":{"nodeType":"set","startNode":true,"values":{"x":"TEXT"}}}],"edges":[]}"""
        .Replace("TEXT", new string('x', 400_000), StringComparison.Ordinal);

    private ApiHost api = null!;

    public async Task InitializeAsync() =>
        api = await ApiHost.StartAsync(null, new Dictionary<string, string?> { ["HiveFlow:Telemetry:Token"] = Token });

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task On_a_full_disk_writing_is_503_ready_says_why_and_with_room_again_all_goes_on_without_a_restart()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(WaitNodes.Event("go"), WaitNodes.Edges);
        var run = (await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        await LimitAsync(1);

        await UntilAsync(client, "away", "The disk is full.", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("service_unavailable", await client.FailAsync("POST", "api/flows", HttpStatusCode.ServiceUnavailable, Large));
        using (var health = await api.Client.GetAsync("/api/health"))
        {
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }

        Assert.NotEmpty((await client.CallAsync("GET", "api/flows"))["data"]!.AsArray());

        await LimitAsync(1_000_000);
        await UntilAsync(client, "ok", null, HttpStatusCode.OK);
        await client.CallAsync("POST", "api/flows", Large, HttpStatusCode.Created);
        await client.CallAsync("POST", $"api/runs/{run}/events/go", "{}", HttpStatusCode.Accepted);
        using var events = await client.SendAsync("GET", $"api/runs/{run}/events", null, ("Accept", "text/event-stream"));
        Assert.Contains("event: run.completed", await events.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(60)), StringComparison.Ordinal);
        Assert.Null(SqliteFile.Check(Path.Combine(api.Host.DataFolder, "hiveflow.db")));
    }

    // Small writes may still find a place, and after one of them nobody knows of the disk until the next that does not; and what takes longer than
    // two seconds is away for a moment without a reason.
    private async Task UntilAsync(FlowClient client, string status, string? reason, HttpStatusCode expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var seen = string.Empty;
        while (true)
        {
            Assert.False(patience.IsCancellationRequested, seen);
            using (await client.SendAsync("POST", "api/flows", Large))
            {
            }

            using var ready = await api.SendAsync("GET", "/api/ready", Token);
            seen = await ready.Content.ReadAsStringAsync();
            var documents = JsonNode.Parse(seen)!["dependencies"]!.AsArray().Single(d => d!["name"]!.GetValue<string>() == "documents")!;
            if ((documents["status"]!.GetValue<string>(), documents["reason"]?.GetValue<string>(), ready.StatusCode) == (status, reason, expected))
            {
                return;
            }
        }
    }

    private Task LimitAsync(int pages) => api.Get<SqliteDatabase>().SubmitAsync(new PageLimit(pages));

    private sealed class PageLimit(int pages) : SqliteBatch
    {
        public override void Apply(SqliteSession session) => session.Run($"PRAGMA max_page_count = {pages}");
    }
}
