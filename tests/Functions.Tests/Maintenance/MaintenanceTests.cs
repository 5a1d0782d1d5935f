using System.Net;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Tests.Flows;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Maintenance;

[Collection(ApiGroup.Name)]
public sealed class MaintenanceTests(ApiHost api)
{
    private const string Ending = """[{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}}]""";
    private const string Waiting = """[{"id":"start","type":"custom","data":{"nodeType":"delay","seconds":86400,"startNode":true}}]""";

    [Fact]
    public async Task The_history_of_old_ended_runs_goes_and_their_records_and_waiting_runs_stay()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var durable = api.Get<DurableTaskClient>();
        var ended = await StartAsync(client, Ending, "?wait=60", HttpStatusCode.OK);
        var waiting = await StartAsync(client, Waiting, "", HttpStatusCode.Accepted);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await durable.WaitForInstanceCompletionAsync(ended, patience.Token);

        await PurgeAsync(durable, TimeSpan.FromHours(1));
        Assert.NotNull(await durable.GetInstanceAsync(ended));
        await PurgeAsync(durable, TimeSpan.FromDays(3));

        Assert.Null(await durable.GetInstanceAsync(ended));
        Assert.NotNull(await durable.GetInstanceAsync(waiting));
        Assert.Equal("completed", (await client.CallAsync("GET", $"api/runs/{ended}"))["run"]!["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(24)]
    [InlineData(24 * 366)]
    public void A_time_outside_its_bounds_is_refused(int hours) => Assert.True(new MaintenanceOptionsValidator()
        .Validate(null, new MaintenanceOptions { KeepDurableHistory = TimeSpan.FromHours(hours) }).Failed);

    private static async Task<string> StartAsync(FlowClient client, string nodes, string query, HttpStatusCode expected)
    {
        var flow = await client.CreateAsync(nodes);
        return (await client.CallAsync("POST", $"api/flows/{flow}/execute{query}", "{}", expected))["executionId"]!.GetValue<string>();
    }

    private static Task<bool> PurgeAsync(DurableTaskClient client, TimeSpan later)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later);
        return new HistoryPurgeJob(Options.Create(new MaintenanceOptions()), clock, NullLogger<HistoryPurgeJob>.Instance)
            .RunAsync(client, clock.GetUtcNow().AddSeconds(40), default);
    }
}
