using HiveFlow.Functions.Alarms;
using HiveFlow.Functions.Schedules;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Triggers.Schedules;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Schedules;

[Collection(ApiGroup.Name)]
public sealed class ScheduleTimerTests(ApiHost api)
{
    private const string Node = """
        [{"id":"t","type":"custom","data":{"nodeType":"trigger","startNode":true,"triggerType":"schedule","scheduleType":"interval",
         "intervalValue":"5","intervalUnit":"minutes","triggerActive":true}}]
        """;

    [Fact]
    public async Task A_saved_schedule_node_of_an_active_flow_starts_one_run_for_an_occurrence_and_none_while_the_flow_is_paused()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Node);
        await TickAsync(TimeSpan.FromMinutes(5.5));
        Assert.Empty(await RunsAsync(client, flow));

        await client.CallAsync("POST", $"api/flows/{flow}/resume");
        await Task.WhenAll(TickAsync(TimeSpan.FromMinutes(10.5)), TickAsync(TimeSpan.FromMinutes(10.5)));
        await TickAsync(TimeSpan.FromMinutes(11));

        var run = Assert.Single(await RunsAsync(client, flow));
        var shown = (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;
        Assert.Equal("schedule", shown["trigger"]!.GetValue<string>());
        await client.CallAsync("DELETE", $"api/flows/{flow}");
    }

    private static async Task<IReadOnlyList<string>> RunsAsync(FlowClient client, string flow) =>
        [.. (await client.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray().Select(run => run!["processId"]!.GetValue<string>())];

    private async Task TickAsync(TimeSpan later)
    {
        var runs = api.Get<ScheduledRuns>();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later);
        var tick = new ScheduleTick(
            api.Get<HiveFlow.Storage.Documents.IDocumentStore>(),
            runs.StandingOfAsync,
            Options.Create(new SchedulesOptions()),
            clock,
            NullLogger<ScheduleTick>.Instance);
        await new ScheduleJob(tick, runs, api.Get<AlarmClock>(), clock).RunAsync(api.Get<DurableTaskClient>(), DateTimeOffset.MaxValue, default);
    }
}
