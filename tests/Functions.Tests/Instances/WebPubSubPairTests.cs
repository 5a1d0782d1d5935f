using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Live;
using HiveFlow.Functions.Tests.Waits;
using HiveFlow.HostFixture;

namespace HiveFlow.Functions.Tests.Instances;

/// <summary>Two instances whose live connections Azure Web PubSub holds: it tells one or the other of what clients say, as they come.</summary>
public sealed class WebPubSubPairTests
{
    [RedisFact]
    public async Task Watchers_get_each_event_of_a_run_once_whichever_instance_it_runs_on_and_their_messages_come_to()
    {
        await using var server = await WebPubSubServer.StartAsync();
        await using var pair = await Pair.StartAsync(new Dictionary<string, string?>
        {
            ["HiveFlow:Live:WebPubSub:Endpoint"] = server.Endpoint,
            ["HiveFlow:Live:WebPubSub:AccessKeys:0"] = WebPubSubServer.PrimaryKey,
        });
        var token = await pair.RegisterAsync("ada@example.com");
        var run = await RunAsync(pair.First, token);
        using var first = await WatchAsync(server, pair.First, token, run);
        using var second = await WatchAsync(server, pair.Second, token, run);
        var (heard, alsoHeard) = (await first.UntilAsync("events"), await second.UntilAsync("events"));

        (await Pair.SendAsync(pair.First, "POST", $"/api/runs/{run}/events/go", token, new JsonObject())).Dispose();
        heard.AddRange(await first.UntilAsync("end"));
        alsoHeard.AddRange(await second.UntilAsync("end"));

        var numbers = WebPubSubHost.Numbers(heard);
        Assert.True(numbers.Count > 3);
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(number => (long)number), numbers);
        Assert.Equal(numbers, WebPubSubHost.Numbers(alsoHeard));
        foreach (var live in new[] { first, second })
        {
            // Nothing comes behind the end.
            await live.SayAsync("""{"type":"ping"}""");
            Assert.Equal("pong", (await live.HearAsync())!["type"]!.GetValue<string>());
        }
    }

    private static async Task<string> RunAsync(TestHost host, string token)
    {
        var flow = new JsonObject { ["name"] = "Watched", ["nodes"] = JsonNode.Parse(WaitNodes.Event("go")), ["edges"] = JsonNode.Parse(WaitNodes.Edges) };
        var made = await ApiHost.ReadAsync(await Pair.SendAsync(host, "POST", "/api/flows", token, flow), HttpStatusCode.Created);
        var started = await ApiHost.ReadAsync(
            await Pair.SendAsync(host, "POST", $"/api/flows/{made["flow"]!["id"]}/execute", token, new JsonObject()), HttpStatusCode.Accepted);
        return started["executionId"]!.GetValue<string>();
    }

    private static async Task<LiveClient> WatchAsync(WebPubSubServer server, TestHost host, string token, string run)
    {
        server.Upstream = new Uri(host.Client.BaseAddress!, "/api/live/events");
        var where = await ApiHost.ReadAsync(await Pair.SendAsync(host, "POST", "/api/live/negotiate", token), HttpStatusCode.OK);
        var live = await LiveClient.OpenAtAsync(new Uri(where["url"]!.GetValue<string>()));
        Assert.Null(live.Refused);
        await live.SayAsync("""{"type":"auth"}""");
        Assert.Equal("ready", (await live.HearAsync())!["type"]!.GetValue<string>());
        await live.SayAsync($$"""{"type":"subscribe","runId":"{{run}}"}""");
        Assert.Equal("subscribed", (await live.HearAsync())!["type"]!.GetValue<string>());
        return live;
    }
}
