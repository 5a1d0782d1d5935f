using System.Net;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Queueing;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Metering.Queueing;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Tests.Queueing;

[Collection(ApiGroup.Name)]
public sealed class QueueFunctionTests(ApiHost api)
{
    private const string Delay = """
        [{"id":"a","type":"custom","data":{"nodeType":"delay","seconds":86400,"startNode":true}},{"id":"b","type":"custom","data":{"nodeType":"set","values":{"x":1}}}]
        """;

    [Fact]
    public async Task A_flow_with_a_limit_queues_its_runs_by_priority_and_says_where_they_stand()
    {
        var ada = await FlowClient.OfAsync(api, api.Ada);
        var flow = await CreateAsync(ada, """{"atOnce":1,"priority":3}""");
        var first = await StartAsync(ada, flow, "{}");
        var second = await StartAsync(ada, flow, """{"priority":2}""");
        var third = await StartAsync(ada, flow, "{}");
        Assert.Null((await RunAsync(ada, first))["queuePosition"]);
        Assert.Equal(("queued", 2L), await StandingAsync(ada, second));
        Assert.Equal(("queued", 1L), await StandingAsync(ada, third));

        await ada.CallAsync("POST", $"api/runs/{third}/cancel");
        Assert.Equal(("queued", 1L), await StandingAsync(ada, second));
        await ada.CallAsync("POST", $"api/runs/{first}/cancel");
        await BegunAsync(ada, second);
        await ada.CallAsync("POST", $"api/runs/{second}/cancel");
    }

    [Fact]
    public async Task Priorities_and_limits_that_can_t_be_used_are_refused_by_name()
    {
        var ada = await FlowClient.OfAsync(api, api.Ada);
        var flow = await CreateAsync(ada, """{"atOnce":0}""");
        Assert.Contains("runLimits.atOnce", await (await ada.SendAsync("POST", $"api/flows/{flow}/execute", "{}")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("validation_failed", await ada.FailAsync("POST", $"api/flows/{flow}/execute", HttpStatusCode.UnprocessableEntity, """{"priority":10}"""));
    }

    [Fact]
    public async Task The_job_makes_the_counts_whole()
    {
        var job = api.Get<IEnumerable<IMaintenanceJob>>().OfType<QueueJob>().Single();

        await job.RunAsync(api.Get<DurableTaskClient>(), TimeProvider.System.GetUtcNow(), default);

        Assert.True((await api.Get<RunSlots>().ReadAsync(default)).IsWhole);
    }

    /// <summary>A flow whose runs are at work for a day: they wait for another run, which waits for its time.</summary>
    private static async Task<string> CreateAsync(FlowClient client, string limits)
    {
        var slow = await client.CreateAsync(Delay, """[{"id":"e","source":"a","target":"b"}]""", "slow");
        await client.CallAsync("POST", $"api/flows/{slow}/publish", expected: HttpStatusCode.Created);
        var nodes = $$"""[{"id":"a","type":"custom","data":{"nodeType":"subflow","startNode":true,"flowId":"{{slow}}"} }]""";
        var made = await client.CallAsync("POST", "api/flows", $$"""{"name":"limited","nodes":{{nodes}},"edges":[],"runLimits":{{limits}}}""", HttpStatusCode.Created);
        return made["flow"]!["id"]!.GetValue<string>();
    }

    private static async Task<string> StartAsync(FlowClient client, string flow, string body) =>
        (await client.CallAsync("POST", $"api/flows/{flow}/execute", body, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();

    private static async Task<System.Text.Json.Nodes.JsonNode> RunAsync(FlowClient client, string run) => (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;

    /// <summary>Waits until a run has a slot: the host's own job may be giving it one at this very moment.</summary>
    private static async Task BegunAsync(FlowClient client, string run)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await RunAsync(client, run))["queuePosition"] is { } position)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), $"It still waits as number {position}.");
        }
    }

    private static async Task<(string Status, long? Position)> StandingAsync(FlowClient client, string run)
    {
        var shown = await RunAsync(client, run);
        return (shown["status"]!.GetValue<string>(), shown["queuePosition"]?.GetValue<long>());
    }
}
