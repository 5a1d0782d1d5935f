using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Live;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Functions.Tests.Waits;
using HiveFlow.Live.Redis;
using HiveFlow.Live.WebPubSub;

namespace HiveFlow.Functions.Tests.Live;

public sealed class WebPubSubTests(WebPubSubHost host) : IClassFixture<WebPubSubHost>
{
    private const string Nodes = """[{"id":"a","type":"custom","data":{"nodeType":"set","values":{"x":1},"startNode":true}}]""";
    private const string Message = "azure.webpubsub.user.message";

    [Fact]
    public async Task A_run_that_has_ended_is_told_whole_and_again_from_the_number_that_is_known()
    {
        var guest = await host.GuestAsync();
        var (_, run) = await RunAsync(guest);
        using var live = await host.ConnectAsync(guest);

        await live.SayAsync($$"""{"type":"subscribe","runId":"{{run}}"}""");
        var all = await live.UntilAsync("end");
        await live.SayAsync($$"""{"type":"subscribe","runId":"{{run}}","after":2}""");
        var rest = await live.UntilAsync("end");

        var numbers = WebPubSubHost.Numbers(all);
        Assert.Equal("subscribed", all[0]["type"]!.GetValue<string>());
        Assert.True(numbers.Count > 2);
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
        Assert.Equal(numbers.Skip(2), WebPubSubHost.Numbers(rest));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_is_told_the_end_of_a_run_may_ask_for_it_again_at_once(bool isWatchedBefore)
    {
        var guest = await host.GuestAsync();
        var client = await FlowClient.OfAsync(host.Api, guest.Person);
        var flow = await client.CreateAsync(WaitNodes.Event("go"), WaitNodes.Edges);
        var run = isWatchedBefore
            ? (await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted))["executionId"]!.GetValue<string>()
            : (await RunAsync(guest)).Run;
        using var live = await host.ConnectAsync(guest);
        var subscription = $$"""{"type":"subscribe","runId":"{{run}}"}""";
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Server.Sent = text => text.Contains("\"end\"", StringComparison.Ordinal) && text.Contains(run, StringComparison.Ordinal) ? mayAnswer.Task : Task.CompletedTask;
        await live.SayAsync(subscription);
        if (isWatchedBefore)
        {
            await live.UntilAsync("events");
            await client.CallAsync("POST", $"api/runs/{run}/events/go", "{}", HttpStatusCode.Accepted);
        }

        await live.UntilAsync("end");
        await live.SayAsync(subscription);
        await live.SayAsync("""{"type":"ping"}""");
        var again = await live.UntilAsync("pong");
        mayAnswer.SetResult();
        again.AddRange(await live.UntilAsync("end"));

        var numbers = WebPubSubHost.Numbers(again);
        Assert.True(numbers.Count > 2);
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
    }

    [Fact]
    public async Task Whoever_watches_a_run_gets_each_event_once_and_in_order_whenever_they_came()
    {
        var guest = await host.GuestAsync();
        var client = await FlowClient.OfAsync(host.Api, guest.Person);
        var flow = await client.CreateAsync(WaitNodes.Event("go"), WaitNodes.Edges);
        var run = (await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        using var first = await host.ConnectAsync(guest);
        await first.SayAsync($$"""{"type":"subscribe","runId":"{{run}}"}""");
        var heard = await first.UntilAsync("events");
        using var second = await host.ConnectAsync(guest);
        await second.SayAsync($$"""{"type":"subscribe","runId":"{{run}}"}""");
        var alsoHeard = await second.UntilAsync("events");

        await client.CallAsync("POST", $"api/runs/{run}/events/go", "{}", HttpStatusCode.Accepted);
        heard.AddRange(await first.UntilAsync("end"));
        alsoHeard.AddRange(await second.UntilAsync("end"));

        var numbers = WebPubSubHost.Numbers(heard);
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
        Assert.Equal(numbers, WebPubSubHost.Numbers(alsoHeard));
    }

    [Fact]
    public async Task Flows_and_organizations_are_told_of_to_their_own_people_alone()
    {
        var (guest, stranger) = (await host.GuestAsync(), await host.GuestAsync());
        var client = await FlowClient.OfAsync(host.Api, guest.Person);
        var flow = await client.CreateAsync(Nodes);
        using var ofFlow = await host.ConnectAsync(guest);
        using var ofAll = await host.ConnectAsync(guest);
        using var elsewhere = await host.ConnectAsync(stranger);
        await ofFlow.SayAsync($$"""{"type":"subscribe","flowId":"{{flow}}"}""");
        await ofAll.SayAsync("""{"type":"subscribe","organization":true}""");
        await elsewhere.SayAsync("""{"type":"subscribe","organization":true}""");
        await elsewhere.UntilAsync("subscribed");
        await elsewhere.SayAsync($$"""{"type":"subscribe","flowId":"{{flow}}"}""");
        Assert.Equal("not_found", (await elsewhere.UntilAsync("error"))[^1]["code"]!.GetValue<string>());
        await ofFlow.UntilAsync("subscribed");
        await ofAll.UntilAsync("subscribed");

        var run = (await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}"))["executionId"]!.GetValue<string>();

        foreach (var watcher in new[] { ofFlow, ofAll })
        {
            foreach (var status in new[] { "queued", "completed" })
            {
                var notice = (await watcher.UntilAsync("run"))[^1];
                Assert.Equal((run, status), (notice["runId"]!.GetValue<string>(), notice["status"]!.GetValue<string>()));
            }
        }

        await elsewhere.SayAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (await elsewhere.HearAsync())!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_address_opens_one_connection_and_a_foreign_page_none()
    {
        var guest = await host.GuestAsync();
        var address = await host.NegotiateAsync(guest);
        using var once = await LiveClient.OpenAtAsync(address);
        using var twice = await LiveClient.OpenAtAsync(address);
        using var foreign = await LiveClient.OpenAtAsync(await host.NegotiateAsync(guest), origin: "https://evil.example");
        using var own = await LiveClient.OpenAtAsync(await host.NegotiateAsync(guest), origin: "https://app.example.com");

        Assert.Equal((null, 401, 403, null), (once.Refused, twice.Refused, foreign.Refused, own.Refused));
    }

    [Fact]
    public async Task A_fourth_connection_of_a_person_is_closed_a_fifth_of_an_address_refused_and_one_that_ends_makes_room()
    {
        var guest = await host.GuestAsync();
        var three = new List<LiveClient>();
        for (var count = 0; count < 3; count++)
        {
            three.Add(await host.ConnectAsync(guest));
        }

        using var fourth = await LiveClient.OpenAtAsync(await host.NegotiateAsync(guest));
        using var fifth = await LiveClient.OpenAtAsync(await host.NegotiateAsync(guest));
        await fourth.SayAsync("""{"type":"auth"}""");
        Assert.Equal((LiveCodes.TooMany, 429), (await WebPubSubHost.ClosingAsync(fourth), fifth.Refused));

        await three[0].CloseAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        LiveClient? again = null;
        while (again is null)
        {
            // Its end is told after it has ended.
            patience.Token.ThrowIfCancellationRequested();
            using var next = await LiveClient.OpenAtAsync(await host.NegotiateAsync(guest));
            if (next.Refused is null)
            {
                await next.SayAsync("""{"type":"auth"}""");
                again = (await next.HearAsync())?["type"]!.GetValue<string>() == "ready" ? next : null;
            }
        }

        three.ForEach(live => live.Dispose());
    }

    [Theory]
    [InlineData("""{"type":"subscribe","organization":true}""", LiveCodes.Unauthenticated)]
    [InlineData("""{"type":"auth","token":"hf_nothing"}""", LiveCodes.Unauthenticated)]
    [InlineData("not json", LiveCodes.Malformed)]
    public async Task Nobody_comes_in_with_another_first_message(string first, int code)
    {
        using var live = await LiveClient.OpenAtAsync(await host.NegotiateAsync(await host.GuestAsync()));

        await live.SayAsync(first);

        Assert.Equal(code, await WebPubSubHost.ClosingAsync(live));
    }

    [Fact]
    public async Task A_message_that_is_none_closes_and_more_than_may_be_watched_is_refused()
    {
        var guest = await host.GuestAsync();
        var client = await FlowClient.OfAsync(host.Api, guest.Person);
        using var live = await host.ConnectAsync(guest);
        for (var count = 0; count < 3; count++)
        {
            await live.SayAsync($$"""{"type":"subscribe","flowId":"{{await client.CreateAsync(Nodes)}}"}""");
            await live.UntilAsync("subscribed");
        }

        await live.SayAsync("""{"type":"subscribe","organization":true}""");
        Assert.Equal("subscription_limit", (await live.UntilAsync("error"))[^1]["code"]!.GetValue<string>());
        await live.SayAsync("""{"type":"steal"}""");

        Assert.Equal(LiveCodes.Malformed, await WebPubSubHost.ClosingAsync(live));
    }

    [Fact]
    public async Task On_our_own_socket_too_more_than_may_be_watched_is_refused_and_what_has_ended_counts_no_more()
    {
        var guest = await host.GuestAsync();
        var client = await FlowClient.OfAsync(host.Api, guest.Person);
        using var live = await LiveClient.OpenAsAsync(host.Api.Client.BaseAddress!, guest.Person.Token);
        for (var count = 0; count < 4; count++)
        {
            var (_, run) = await RunAsync(guest);
            await live.SayAsync($$"""{"type":"subscribe","runId":"{{run}}"}""");
            await live.UntilAsync("end");
        }

        string? flow = null;
        for (var count = 0; count < 3; count++)
        {
            flow = await client.CreateAsync(Nodes);
            await live.SayAsync($$"""{"type":"subscribe","flowId":"{{flow}}"}""");
            await live.UntilAsync("subscribed");
        }

        await live.SayAsync("""{"type":"subscribe","organization":true}""");
        Assert.Equal("subscription_limit", (await live.UntilAsync("error"))[^1]["code"]!.GetValue<string>());
        await live.SayAsync($$"""{"type":"unsubscribe","flowId":"{{flow}}"}""");
        await live.SayAsync("""{"type":"subscribe","organization":true}""");
        Assert.Equal("subscribed", (await live.UntilAsync("subscribed"))[^1]["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Whoever_logs_out_or_loses_the_key_is_cut_off()
    {
        var guest = await host.GuestAsync();
        var (id, key) = await host.Api.NewKeyAsync(guest.Person, "read");
        using var byKey = await host.ConnectAsync(guest, key);
        using var bySession = await host.ConnectAsync(guest);

        using (await host.Api.SendAsync("DELETE", $"/api/auth/api-keys/{id}", guest.Person.Token))
        {
        }

        Assert.Equal(LiveCodes.Unauthenticated, await WebPubSubHost.ClosingAsync(byKey));
        using (await host.Api.SendAsync("POST", "/api/auth/logout", guest.Person.Token))
        {
        }

        Assert.Equal(LiveCodes.Unauthenticated, await WebPubSubHost.ClosingAsync(bySession));
    }

    [Fact]
    public async Task Whoever_does_not_say_who_they_are_in_time_and_whoever_is_idle_is_closed()
    {
        var guest = await host.GuestAsync();
        using var silent = await LiveClient.OpenAtAsync(await host.NegotiateAsync(guest));
        using var idle = await host.ConnectAsync(guest);
        await idle.SayAsync("""{"type":"ping"}""");
        await idle.UntilAsync("pong");
        var check = host.Api.Get<RemoteCheck>();
        var ends = Task.WhenAll(WebPubSubHost.ClosingAsync(silent), WebPubSubHost.ClosingAsync(idle));

        // As if an hour had passed; others' connections have their tests behind them.
        var later = TimeProvider.System.GetUtcNow().AddHours(1.1).ToUnixTimeMilliseconds();
        while (!ends.IsCompleted)
        {
            foreach (var connection in host.Server.Connections())
            {
                await check.LookAfterAsync(connection, later, default);
            }

            await Task.WhenAny(ends, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }

        Assert.Equal([LiveCodes.AuthTimeout, LiveCodes.Idle], await ends);
    }

    [Fact]
    public async Task A_client_of_the_services_own_subprotocol_is_spoken_to_in_it()
    {
        var guest = await host.GuestAsync();
        var (_, run) = await RunAsync(guest);
        using var live = await LiveClient.OpenAtAsync(await host.NegotiateAsync(guest), "json.webpubsub.azure.v1");

        await live.SayAsync("""{"type":"event","event":"message","dataType":"json","data":{"type":"auth"}}""");
        var ready = (await live.HearAsync())!;
        await live.SayAsync($$$"""{"type":"event","event":"message","dataType":"json","data":{"type":"subscribe","runId":"{{{run}}}"}}""");
        List<JsonNode> heard = [];
        while (heard.LastOrDefault()?["type"]!.GetValue<string>() != "end")
        {
            heard.Add((await live.HearAsync())!["data"]!);
        }

        Assert.Equal("ready", ready["data"]!["type"]!.GetValue<string>());
        Assert.Equal(1, WebPubSubHost.Numbers(heard)[0]);
        await live.SayAsync("""{"type":"event","event":"publish","dataType":"json","data":{"type":"ping"}}""");
        Assert.Equal(LiveCodes.Malformed, (await live.HearAsync())!["data"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_event_that_the_service_has_not_signed_does_nothing()
    {
        string[] bad = ["", "sha256=", WebPubSubServer.Sign("another", WebPubSubServer.PrimaryKey), WebPubSubServer.Sign("c", "no-key-of-ours-at-all")];
        foreach (var signature in bad)
        {
            using var refused = await TellAsync("c", signature);
            Assert.Equal("live_event_signature", await Problem.CodeAsync(refused, HttpStatusCode.Unauthorized));
        }

        using var elsewhere = await TellAsync("c", WebPubSubServer.Sign("c", WebPubSubServer.PrimaryKey), "other");
        Assert.Equal("live_event_signature", await Problem.CodeAsync(elsewhere, HttpStatusCode.Unauthorized));

        // Signed, and of a connection that nobody knows.
        using var unknown = await TellAsync("c", WebPubSubServer.Sign("c", WebPubSubServer.SecondaryKey).ToUpperInvariant().Replace("SHA", "sha", StringComparison.Ordinal));
        Assert.Equal("credential_invalid", await Problem.CodeAsync(unknown, HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.1, other.webpubsub.azure.com", true)]
    [InlineData("other.webpubsub.azure.com", false)]
    [InlineData(null, false)]
    public async Task Only_our_own_resource_is_told_that_it_may_send_events(string? origin, bool isAllowed)
    {
        using var answer = await host.Api.SendAsync(
            "OPTIONS", "/api/live/events", null, null, origin is null ? [] : [("WebHook-Request-Origin", origin)]);

        Assert.Equal(isAllowed, answer.Headers.TryGetValues("WebHook-Allowed-Origin", out var allowed) && allowed.Single() == "127.0.0.1");
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_topic_whose_feeder_died_is_fed_by_another_one_from_where_it_was()
    {
        var guest = await host.GuestAsync();
        var (_, run) = await RunAsync(guest);
        var organization = (await host.Api.CallerAsync(guest.Person)).OrganizationId.ToString();
        var topic = new RemoteTopic("runId", organization, run);
        var topics = host.Api.Get<RemoteTopics>();
        using var live = await host.ConnectAsync(guest);

        // Another instance has the topic before anybody watches it, has sent the first event to the group, and dies before it lets anybody in.
        var redis = host.Api.Get<RedisConnection>();
        var database = (await redis.GetAsync(default))!.GetDatabase();
        await database.StringSetAsync($"{redis.Prefix}live:remote:lease:{topic}", "dead");
        await live.SayAsync($$"""{"type":"subscribe","runId":"{{run}}"}""");
        await live.SayAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (await live.HearAsync())!["type"]!.GetValue<string>());
        Assert.True(await topics.RenewAsync(topic, "dead", 1, default));
        await topics.ReleaseAsync(topic, "dead");

        var numbers = WebPubSubHost.Numbers(await live.UntilAsync("end"));
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
        Assert.True(numbers.Count > 2);
    }

    private async Task<HttpResponseMessage> TellAsync(string connection, string signature, string hub = WebPubSubServer.Hub)
    {
        using var content = new StringContent("""{"type":"ping"}""", Encoding.UTF8, "text/plain");
        return await host.Server.TellAsync(Message, connection, "somebody", null, content, signature, hub);
    }

    private async Task<(string Flow, string Run)> RunAsync(WebPubSubHost.Guest guest)
    {
        var client = await FlowClient.OfAsync(host.Api, guest.Person);
        var flow = await client.CreateAsync(Nodes);
        return (flow, (await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}"))["executionId"]!.GetValue<string>());
    }
}
