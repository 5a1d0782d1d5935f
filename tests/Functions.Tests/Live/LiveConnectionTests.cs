using System.Net;
using System.Net.Http.Json;
using HiveFlow.Functions.Live;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.HostFixture;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Live;

public sealed class LiveConnectionTests : IAsyncLifetime
{
    private const string Nodes = """[{"id":"a","type":"custom","data":{"nodeType":"set","values":{"x":1},"startNode":true}}]""";

    // Nobody takes too long to say who they are, and no minute of messages is over, however slow the machine is.
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow()) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private ApiHost api = null!;

    private Uri Address => api.Client.BaseAddress!;

    public async Task InitializeAsync() => api = await ApiHost.StartAsync(clock);

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task A_watcher_gets_every_event_of_a_run_in_order_and_goes_on_after_the_last_it_knows()
    {
        var (_, run) = await RunAsync();
        using var live = await LiveClient.OpenAsAsync(Address, api.Ada.Token);

        await live.SayAsync($$"""{"type":"subscribe","runId":"{{run}}"}""");
        var heard = await live.UntilAsync("end");
        await live.SayAsync($$"""{"type":"unsubscribe","runId":"{{run}}"}""");
        await live.UntilAsync("unsubscribed");
        await live.SayAsync($$"""{"type":"subscribe","runId":"{{run}}","after":2}""");
        var rest = await live.UntilAsync("end");

        var all = Numbers(heard);
        Assert.Equal(["subscribed", "end"], new[] { heard[0], heard[^1] }.Select(m => m["type"]!.GetValue<string>()));
        Assert.Equal(Enumerable.Range(1, all.Count).Select(n => (long)n), all);
        Assert.Equal(all.Skip(2), Numbers(rest));
    }

    [Fact]
    public async Task Whoever_watches_a_flow_or_the_organization_is_told_of_runs_that_begin_and_end()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes);
        using var ofFlow = await LiveClient.OpenAsAsync(Address, api.Ada.Token);
        using var ofAll = await LiveClient.OpenAsAsync(Address, api.Ada.Token);
        using var stranger = await LiveClient.OpenAsAsync(Address, api.Eve.Token);
        await ofFlow.SayAsync($$"""{"type":"subscribe","flowId":"{{flow}}"}""");
        await ofAll.SayAsync("""{"type":"subscribe","organization":true}""");
        await stranger.SayAsync("""{"type":"subscribe","organization":true}""");
        foreach (var watcher in new[] { ofFlow, ofAll, stranger })
        {
            await watcher.UntilAsync("subscribed");
        }

        var run = (await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}"))["executionId"]!.GetValue<string>();

        foreach (var watcher in new[] { ofFlow, ofAll })
        {
            foreach (var status in new[] { "queued", "completed" })
            {
                var notice = (await watcher.HearAsync())!;
                Assert.Equal((run, flow, status), (notice["runId"]!.GetValue<string>(), notice["flowId"]!.GetValue<string>(), notice["status"]!.GetValue<string>()));
            }
        }

        await stranger.SayAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (await stranger.HearAsync())!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_belongs_to_others_is_not_found_and_the_connection_stays_open()
    {
        var (flow, run) = await RunAsync();
        using var live = await LiveClient.OpenAsAsync(Address, api.Eve.Token);

        await live.SayAsync($$"""{"type":"subscribe","runId":"{{run}}"}""");
        await live.SayAsync($$"""{"type":"subscribe","flowId":"{{flow}}"}""");
        await live.SayAsync("""{"type":"subscribe","runId":"../../nothing"}""");

        for (var count = 0; count < 3; count++)
        {
            var refused = (await live.HearAsync())!;
            Assert.Equal(("error", "not_found"), (refused["type"]!.GetValue<string>(), refused["code"]!.GetValue<string>()));
        }
    }

    [Theory]
    [InlineData("""{"type":"auth","token":"hf_nothing"}""", LiveCodes.Unauthenticated)]
    [InlineData("""{"type":"auth"}""", LiveCodes.Unauthenticated)]
    [InlineData("""{"type":"subscribe","organization":true}""", LiveCodes.Unauthenticated)]
    [InlineData("""{"type":"auth","token":"x","admin":true}""", LiveCodes.Malformed)]
    [InlineData("""not json""", LiveCodes.Malformed)]
    public async Task Nobody_comes_in_without_a_credential_in_the_first_message(string first, int code)
    {
        using var live = await LiveClient.OpenAsync(Address, query: $"token={api.Ada.Token}&access_token={api.Ada.Token}");

        await live.SayAsync(first);

        Assert.Equal(code, await live.EndAsync());
    }

    [Fact]
    public async Task A_key_without_read_is_forbidden()
    {
        using var live = await LiveClient.OpenAsync(Address);

        await live.SayAsync($$"""{"type":"auth","token":"{{(await api.NewKeyAsync(api.Ada, "write")).Key}}"}""");

        Assert.Equal(LiveCodes.Forbidden, await live.EndAsync());
    }

    [Theory]
    [InlineData("""{"type":"auth","token":"again"}""")]
    [InlineData("""{"type":"subscribe"}""")]
    [InlineData("""{"type":"subscribe","runId":"a","flowId":"b"}""")]
    [InlineData("""{"type":"subscribe","flowId":"b","after":3}""")]
    [InlineData("""{"type":"subscribe","runId":"b","after":-3}""")]
    [InlineData("""{"type":"steal","runId":"b"}""")]
    [InlineData("[]")]
    public async Task A_message_that_is_none_ends_the_connection(string message)
    {
        using var live = await LiveClient.OpenAsAsync(Address, api.Ada.Token);

        await live.SayAsync(message);

        Assert.Equal(LiveCodes.Malformed, await live.EndAsync());
    }

    [Fact]
    public async Task A_message_over_the_limit_ends_the_connection()
    {
        using var live = await LiveClient.OpenAsAsync(Address, api.Ada.Token);

        await live.SayAsync($$"""{"type":"ping","runId":"{{new string('x', 20_000)}}"}""");

        Assert.Equal(LiveCodes.TooBig, await live.EndAsync());
    }

    [Fact]
    public async Task A_client_that_says_more_than_600_messages_a_minute_is_closed()
    {
        using var live = await LiveClient.OpenAsAsync(Address, api.Ada.Token);

        for (var count = 0; count < 600; count++)
        {
            await live.SayAsync("""{"type":"ping"}""");
            Assert.Equal("pong", (await live.HearAsync())!["type"]!.GetValue<string>());
        }

        await live.SayAsync("""{"type":"ping"}""");

        Assert.Equal(LiveCodes.TooMany, await live.EndAsync());
    }

    [Fact]
    public async Task A_sixth_connection_of_a_person_is_closed_and_one_that_ends_makes_room()
    {
        var five = new List<LiveClient>();
        for (var count = 0; count < 5; count++)
        {
            five.Add(await LiveClient.OpenAsAsync(Address, api.Ada.Token));
        }

        using (var sixth = await LiveClient.OpenAsync(Address))
        {
            await sixth.SayAsync($$"""{"type":"auth","token":"{{api.Ada.Token}}"}""");
            Assert.Equal(LiveCodes.TooMany, await sixth.EndAsync());
        }

        await five[0].CloseAsync();
        five.Add(await LiveClient.OpenAsAsync(Address, api.Ada.Token));
        five.ForEach(live => live.Dispose());
    }

    [Fact]
    public async Task An_eleventh_connection_of_an_address_is_refused_before_it_is_one()
    {
        var ten = new List<LiveClient>();
        for (var count = 0; count < 10; count++)
        {
            ten.Add(await LiveClient.OpenAsync(Address));
        }

        using var eleventh = await LiveClient.OpenAsync(Address);

        Assert.All(ten, live => Assert.Null(live.Refused));
        Assert.Equal(429, eleventh.Refused);
        ten.ForEach(live => live.Dispose());
    }

    [Fact]
    public async Task A_page_of_a_foreign_origin_is_refused_and_one_of_our_own_is_not()
    {
        using var foreign = await LiveClient.OpenAsync(Address, "https://evil.example");
        using var own = await LiveClient.OpenAsync(Address, "https://app.example.com");

        Assert.Equal(403, foreign.Refused);
        Assert.Null(own.Refused);
    }

    [Fact]
    public async Task Whoever_logs_out_or_loses_the_key_is_cut_off()
    {
        var (id, key) = await api.NewKeyAsync(api.Ada, "read");
        var other = await api.LogInAsync(api.Eve.Email);
        using var byKey = await LiveClient.OpenAsAsync(Address, key);
        using var bySession = await LiveClient.OpenAsAsync(Address, other.Token);

        using var removed = await api.SendAsync("DELETE", $"/api/auth/api-keys/{id}", api.Ada.Token);
        using var left = await api.SendAsync("POST", "/api/auth/logout", other.Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (removed.StatusCode, left.StatusCode));
        Assert.Equal(LiveCodes.Unauthenticated, await byKey.EndAsync());
        Assert.Equal(LiveCodes.Unauthenticated, await bySession.EndAsync());
    }

    [Fact]
    public async Task Plain_http_is_told_what_the_address_speaks_and_negotiate_says_where_it_is()
    {
        using var plain = await api.Client.GetAsync("/api/live");
        using var negotiated = await api.SendAsync("POST", "/api/live/negotiate", api.Ada.Token);

        Assert.Equal("websocket_expected", await Problem.CodeAsync(plain, HttpStatusCode.BadRequest));
        Assert.Equal("ws://localhost:3001/api/live", (await ApiHost.ReadAsync(negotiated, HttpStatusCode.OK))["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task Where_neither_the_host_nor_web_pubsub_carries_websockets_negotiate_names_the_events_that_there_are()
    {
        var request = new DefaultHttpContext().Request;
        var without = new LiveFunctions(
            api.Get<LiveHub>(), api.Get<RemoteTickets>(), [], api.Get<Microsoft.Extensions.Options.IOptions<HiveFlow.Functions.Gate.GateOptions>>());

        foreach (var answer in new[] { await without.Negotiate(request, default), await without.Connect(request, default) })
        {
            var problem = Assert.IsType<HiveFlow.Functions.Gate.ProblemAnswer>(answer);
            Assert.Equal(LiveErrors.NoWebSocketCode, problem.Error.Code);
            Assert.Contains("/events", problem.Error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_host_that_stops_tells_its_watchers_to_come_again()
    {
        var host = await TestHost.StartAsync(new Dictionary<string, string?> { ["HiveFlow:Mail:PrintToConsole"] = "false" });
        using var started = await host.Client.PostAsJsonAsync("api/auth/register", new { email = "bob@example.com", password = ApiHost.Password, name = "Bob" });
        var challenge = (await ApiHost.ReadAsync(started, HttpStatusCode.Created))["challenge"]!.GetValue<string>();
        using var verified = await host.Client.PostAsJsonAsync(
            "api/auth/otp/verify", new { challenge, code = Mails.CodeFor(host.DataFolder, "bob@example.com"), method = "email" });
        using var live = await LiveClient.OpenAsAsync(host.Client.BaseAddress!, (await ApiHost.ReadAsync(verified, HttpStatusCode.OK))["token"]!.GetValue<string>());

        var stop = host.DisposeAsync().AsTask();

        Assert.Equal("reconnect", (await live.HearAsync())!["type"]!.GetValue<string>());
        Assert.Equal(LiveCodes.GoingAway, await live.EndAsync());
        await stop;
    }

    private static List<long> Numbers(IEnumerable<System.Text.Json.Nodes.JsonNode> messages) =>
        [.. messages.Where(m => m["type"]!.GetValue<string>() == "events").SelectMany(m => m["events"]!.AsArray()).Select(e => e!["seq"]!.GetValue<long>())];

    private async Task<(string Flow, string Run)> RunAsync()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes);
        return (flow, (await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}"))["executionId"]!.GetValue<string>());
    }
}
