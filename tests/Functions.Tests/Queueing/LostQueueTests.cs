using System.Net;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Queueing;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Live.Redis;
using HiveFlow.Metering.Queueing;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace HiveFlow.Functions.Tests.Queueing;

/// <summary>A host that goes on while its Redis loses all it had: who is at work and who waits is found again, in turn and once.</summary>
public sealed class LostQueueTests : IAsyncLifetime
{
    private const string Delay = """
        [{"id":"a","type":"custom","data":{"nodeType":"delay","seconds":86400,"startNode":true}},{"id":"b","type":"custom","data":{"nodeType":"set","values":{"x":1}}}]
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // No minute passes: the host's own job has looked at its start, and does no more.
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private ApiHost api = null!;

    public async Task InitializeAsync() => api = await ApiHost.StartAsync(clock, new Dictionary<string, string?> { ["HiveFlow:Queueing:AtOnce"] = "2" });

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task No_slot_is_lost_or_doubled_and_organizations_go_on_in_turn()
    {
        var (ada, eve) = (await FlowClient.OfAsync(api, api.Ada), await FlowClient.OfAsync(api, api.Eve));
        var (hers, others) = (await SlowAsync(ada), await SlowAsync(eve));
        List<string> noisy = [];
        for (var n = 0; n < 6; n++)
        {
            noisy.Add(await StartAsync(ada, hers));
        }

        string[] quiet = [await StartAsync(eve, others), await StartAsync(eve, others)];
        await UntilAsync(async () => await StatusAsync(ada, noisy[0]) == "running" && await StatusAsync(ada, noisy[1]) == "running");

        await using (var admin = await ConnectionMultiplexer.ConnectAsync($"{api.Get<IOptions<RedisOptions>>().Value.ConnectionString},allowAdmin=true"))
        {
            await admin.GetDatabase().ExecuteAsync("FLUSHALL");
        }

        await ada.CallAsync("POST", $"api/runs/{noisy[5]}/cancel");
        Assert.False((await CountsAsync()).IsWhole);
        var job = api.Get<IEnumerable<IMaintenanceJob>>().OfType<QueueJob>().Single();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => job.RunAsync(api.Get<DurableTaskClient>(), clock.GetUtcNow(), default)));

        Assert.Equal(new SlotCounts(2, 5, true), await CountsAsync());
        Assert.Equal([1, 2, 3], [await PositionAsync(ada, noisy[2]), await PositionAsync(ada, noisy[3]), await PositionAsync(ada, noisy[4])]);
        Assert.Equal([1, 2], [await PositionAsync(eve, quiet[0]), await PositionAsync(eve, quiet[1])]);

        // Two slots that become free go to one run of each.
        await ada.CallAsync("POST", $"api/runs/{noisy[0]}/cancel");
        await ada.CallAsync("POST", $"api/runs/{noisy[1]}/cancel");
        await UntilAsync(async () => await StatusAsync(ada, noisy[2]) == "running" && await StatusAsync(eve, quiet[0]) == "running");
        Assert.Equal(new SlotCounts(2, 3, true), await CountsAsync());
        foreach (var (client, run) in new[] { (ada, noisy[2]), (eve, quiet[0]), (ada, noisy[3]), (eve, quiet[1]), (ada, noisy[4]) })
        {
            await client.CallAsync("POST", $"api/runs/{run}/cancel");
        }

        await UntilAsync(async () => await CountsAsync() == new SlotCounts(0, 0, true));
    }

    /// <summary>A flow whose runs are at work for a day: they wait for another run, which waits for its time.</summary>
    private static async Task<string> SlowAsync(FlowClient client)
    {
        var slow = await client.CreateAsync(Delay, """[{"id":"e","source":"a","target":"b"}]""", "slow");
        await client.CallAsync("POST", $"api/flows/{slow}/publish", expected: HttpStatusCode.Created);
        return await client.CreateAsync($$"""[{"id":"a","type":"custom","data":{"nodeType":"subflow","startNode":true,"flowId":"{{slow}}"} }]""");
    }

    private async Task<string> StartAsync(FlowClient client, string flow)
    {
        clock.Advance(TimeSpan.FromMilliseconds(1));
        return (await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
    }

    private static async Task<string> StatusAsync(FlowClient client, string run) =>
        (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!["status"]!.GetValue<string>();

    private static async Task<long?> PositionAsync(FlowClient client, string run) =>
        (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!["queuePosition"]?.GetValue<long>();

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "It never came.");
        }
    }

    private ValueTask<SlotCounts> CountsAsync() => api.Get<RunSlots>().ReadAsync(default);
}
